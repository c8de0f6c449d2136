using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Drives hwa_walk_os or hwa_walk_ws with one MATMUL after the other, close together and apart.</summary>
internal sealed class WalkVectors(UnitTrace trace, AcceleratorParameters p)
{
    private readonly MatmulChoice _choice = new(trace, p);
    private readonly WalkExpectations _expect = new(trace, p);

    public void Generate()
    {
        var at = 0;
        var longest = true;
        foreach (var length in (int[])[100 + 2 * p.Rows, 57 + p.Rows, 57, 800 + 20 * p.Rows])
        {
            var resets = 1 + trace.Random.Next(2);
            trace.Reset(at, resets);
            Idle(at, at + resets);
            at += resets;
            var end = at + length;
            Idle(at, end);
            while (at < end)
            {
                at = Walk(at, end, longest);
                longest = false;
                if (trace.Chance(40)) at += trace.Random.Next(4);
            }

            at = end;
        }
    }

    /// <summary>Starts an instruction; the first cycle after its walk.</summary>
    private int Walk(int at, int end, bool longest)
    {
        var instruction = longest ? _choice.Longest() : _choice.Next();
        trace.Set(at, "start_i", 1);
        trace.Set(at, "inst_i", instruction.Encode());
        foreach (var cycle in WalkModel.Of(p, instruction))
        {
            if (++at >= end) return end;
            _expect.Walk(at, end, cycle, instruction);
            trace.Expect(at, "running_o", 1);
            trace.Expect(at, "finish_o", cycle.Finishes);
            trace.Expect(at, "tile_valid_o", cycle.Leaves is not null);
            if (cycle.Leaves is not { } tile) continue;
            trace.Expect(at, "tile_final_o", tile.IsFinal);
            trace.Expect(at, "tile_param_o", tile.Parameter);
            trace.Expect(at, "tile_row_o", tile.Row);
            trace.Expect(at, "tile_rows_o", tile.Rows);
            if (p.IsOutputStationary) continue;
            trace.Expect(at, "tile_first_o", tile.IsFirst);
            trace.Expect(at, "tile_last_o", tile.IsLast);
        }

        return at + 1;
    }

    private void Idle(int from, int to)
    {
        _expect.Idle(from, to);
        for (var at = from; at < to; at++)
        {
            trace.Expect(at, "running_o", 0);
            trace.Expect(at, "finish_o", 0);
            trace.Expect(at, "tile_valid_o", 0);
        }
    }
}
