using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>When each burst of one transfer is on the bus if every bank keeps its own times: bursts in order, rows opened as early as their banks and the limits of the chip allow.</summary>
internal static class SimulatedBanks
{
    /// <summary>Cycles from the first activate to the end of the last burst.</summary>
    public static double Cycles(DramGeometry g, IReadOnlyList<(long Bank, long Row)> bursts)
    {
        var opened = new List<double>();
        var banks = new Dictionary<long, (long Row, double Opened, double LastBurst)>();
        var bus = double.NegativeInfinity;
        (long, long)? before = null;
        foreach (var (bank, row) in bursts)
        {
            if (!banks.TryGetValue(bank, out var state) || state.Row != row)
            {
                var at = 0.0;
                if (state.Row != row && banks.ContainsKey(bank)) at = Math.Max(state.Opened + g.RowCycles, state.LastBurst + g.PrechargeCycles);
                if (opened.Count >= 1) at = Math.Max(at, opened[^1] + g.ActivateGapCycles);
                if (opened.Count >= 4) at = Math.Max(at, opened[^4] + g.FourActivatesCycles);
                opened.Add(at);
                state = (row, at, 0);
            }

            bus = Math.Max(state.Opened + g.ActivateCycles, bus + (before == (bank, row) ? g.SameRowBurstCycles : g.BurstCycles));
            banks[bank] = state with { LastBurst = bus };
            before = (bank, row);
        }

        return bus + g.ColumnCycles + g.BurstCycles;
    }
}
