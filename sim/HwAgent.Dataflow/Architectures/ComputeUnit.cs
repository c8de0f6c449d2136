namespace HwAgent.Dataflow.Architectures;

/// <summary>The multiplier below the innermost memory level; one multiply-accumulate a cycle.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Energies">At least one entry; a pair of widths that is not there is scaled from the nearest entry with the product of the widths.</param>
/// <param name="EnergySource">Where the energies come from.</param>
public sealed record ComputeUnit(string Name, IReadOnlyList<MacEnergy> Energies, string EnergySource)
{
    /// <summary>Energy of one multiply-accumulate, in picojoules. An array multiplier switches as many cells as the product of its widths.</summary>
    public double Picojoules(int inputBits, int weightBits)
    {
        var nearest = Energies[0];
        foreach (var entry in Energies)
        {
            if (Distance(entry) < Distance(nearest)) nearest = entry;
        }

        return nearest.Picojoules * inputBits * weightBits / ((double)nearest.InputBits * nearest.WeightBits);

        int Distance(MacEnergy e) => Math.Abs(e.InputBits - inputBits) + Math.Abs(e.WeightBits - weightBits);
    }
}
