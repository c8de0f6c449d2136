using HwAgent.Dataflow.Architectures;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One number of the hardware's energies, and who says so.</summary>
/// <param name="Part">A memory level, the multiplier, or the vector unit.</param>
/// <param name="Action">What takes it: <c>read</c>, <c>write</c>, <c>8 x 4 bits</c>.</param>
/// <param name="Picojoules">Of one unit.</param>
/// <param name="Unit">What it is counted by: <c>byte</c>, <c>multiply-accumulate</c>.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record MapEnergy(string Part, string Action, double Picojoules, string Unit, string Source)
{
    /// <summary>All energies of an architecture, outermost level first.</summary>
    public static IReadOnlyList<MapEnergy> Of(Architecture architecture) =>
    [
        .. architecture.Levels.SelectMany(Level),
        .. architecture.Compute.Energies.Select(e => new MapEnergy(architecture.Compute.Name, $"{e.InputBits} x {e.WeightBits} bits", e.Picojoules, "multiply-accumulate", architecture.Compute.EnergySource)),
        .. architecture.Vector is { } vector ? [new MapEnergy("vector unit", "any", vector.PicojoulesPerElement, "element operation", vector.EnergySource)] : Array.Empty<MapEnergy>(),
    ];

    private static IEnumerable<MapEnergy> Level(MemoryLevel level)
    {
        yield return new MapEnergy(level.Name, "read", level.ReadPicojoulesPerBit * 8, "byte", level.EnergySource);
        yield return new MapEnergy(level.Name, "write", level.WritePicojoulesPerBit * 8, "byte", level.EnergySource);
        if (level.Geometry is not { } dram) yield break;
        yield return new MapEnergy(level.Name, "activate", dram.ActivatePicojoules, "row", dram.EnergySource);
        yield return new MapEnergy(level.Name, "refresh", dram.RefreshPicojoules, "refresh", dram.EnergySource);
        yield return new MapEnergy(level.Name, "standby", dram.StandbyPicojoules, "cycle", dram.EnergySource);
    }
}
