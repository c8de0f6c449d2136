namespace HwAgent.Models.Compressed;

/// <summary>The YAML of a plan, before it is checked.</summary>
internal sealed class PlanDocument
{
    public const string CurrentFormat = "hwagent-compression-plan/1";

    public string? Format { get; set; }

    public int GroupSize { get; set; }

    public string? Rounding { get; set; } = "gptq";

    public int? DefaultBits { get; set; }

    public List<PlanBlock>? Keep { get; set; }

    public List<PlanUnit>? Units { get; set; }
}
