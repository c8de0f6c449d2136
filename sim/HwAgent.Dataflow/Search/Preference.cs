namespace HwAgent.Dataflow.Search;

/// <summary>What a mapping is chosen by: a weighted sum of cycles and picojoules.</summary>
internal readonly record struct Preference(double CyclesWeight, double EnergyWeight)
{
    public static Preference Latency { get; } = new(1, 0);

    public static Preference Energy { get; } = new(0, 1);

    /// <summary>The gradient of the product of both at a design with these totals: what lowers the sum lowers the product.</summary>
    public static Preference Product(double cycles, double energy) => new(energy, cycles);

    public double Of(double cycles, double energy) => CyclesWeight * cycles + EnergyWeight * energy;
}
