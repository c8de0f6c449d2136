namespace HwAgent.Dataflow.Search;

/// <summary>
/// What the product of latency and energy cannot go below, from weighted sums that cannot. Each sum is a line that all designs lie above; the product is
/// least at a corner of the area above all lines (it is quasi-concave), and lines through the corners that are still too low push them out.
/// </summary>
internal sealed class ProductBound
{
    private readonly List<(Preference Weights, double Least)> _lines = [];

    /// <param name="weights">Of cycles and energy.</param>
    /// <param name="least">No design has a smaller sum.</param>
    public void Add(Preference weights, double least) => _lines.Add((weights, least));

    /// <summary>The corner with the least product. Asks for a bound of the cycles and one of the energy at least.</summary>
    public (double Cycles, double Energy) Least()
    {
        var least = (Cycles: double.PositiveInfinity, Energy: double.PositiveInfinity);
        for (var i = 0; i < _lines.Count; i++)
        {
            for (var j = i + 1; j < _lines.Count; j++)
            {
                if (Corner(_lines[i], _lines[j]) is { } corner && corner.Cycles * corner.Energy < least.Cycles * least.Energy && IsAbove(corner)) least = corner;
            }
        }

        return least;
    }

    private static (double Cycles, double Energy)? Corner(in (Preference Weights, double Least) a, in (Preference Weights, double Least) b)
    {
        var determinant = a.Weights.CyclesWeight * b.Weights.EnergyWeight - a.Weights.EnergyWeight * b.Weights.CyclesWeight;
        if (determinant == 0) return null;
        return ((a.Least * b.Weights.EnergyWeight - b.Least * a.Weights.EnergyWeight) / determinant, (a.Weights.CyclesWeight * b.Least - b.Weights.CyclesWeight * a.Least) / determinant);
    }

    /// <summary>A corner that rounding leaves a little below a line counts: its product is the smaller one.</summary>
    private bool IsAbove((double Cycles, double Energy) corner) => _lines.TrueForAll(l => l.Weights.Of(corner.Cycles, corner.Energy) >= l.Least * (1 - 1e-9));
}
