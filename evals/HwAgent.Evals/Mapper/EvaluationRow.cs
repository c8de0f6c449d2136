namespace HwAgent.Evals.Mapper;

/// <summary>How fast mappings are costed.</summary>
/// <param name="Figures">Which figures of each.</param>
/// <param name="Mappings">How many.</param>
/// <param name="CpuSeconds">Processor time of one thread.</param>
public sealed record EvaluationRow(string Figures, long Mappings, double CpuSeconds)
{
    /// <summary>The rate.</summary>
    public double MappingsPerCoreSecond => Mappings / CpuSeconds;
}
