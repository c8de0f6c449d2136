namespace HwAgent.Evals.Mapper;

/// <summary>How fast one core costs the mappings of one product.</summary>
/// <param name="Product">Its sizes.</param>
/// <param name="Hardware">Name of the architecture.</param>
/// <param name="Distinct">Mappings drawn, all of which fit.</param>
/// <param name="Steady">Costs computed as the search does, by the steady account.</param>
/// <param name="SteadyMilliseconds">Processor time of these.</param>
/// <param name="Full">Costs computed with the exact latency: fill, drain and stalls.</param>
/// <param name="FullMilliseconds">Processor time of these.</param>
public sealed record RateRow(string Product, string Hardware, int Distinct, long Steady, double SteadyMilliseconds, long Full, double FullMilliseconds)
{
    /// <summary>Mappings a second by the steady account.</summary>
    public double SteadyPerSecond => SteadyMilliseconds > 0 ? Steady / SteadyMilliseconds * 1000 : 0;

    /// <summary>Mappings a second with the exact latency.</summary>
    public double FullPerSecond => FullMilliseconds > 0 ? Full / FullMilliseconds * 1000 : 0;
}
