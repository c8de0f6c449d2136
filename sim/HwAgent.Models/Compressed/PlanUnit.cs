namespace HwAgent.Models.Compressed;

/// <summary>The width of a unit in the YAML of a plan.</summary>
internal sealed class PlanUnit
{
    /// <summary>The decoder's without one.</summary>
    public string? Component { get; set; }

    public int? Block { get; set; }

    public string? Module { get; set; }

    public string? Matrix { get; set; }

    public int FirstRow { get; set; }

    public int? Rows { get; set; }

    public int? Bits { get; set; }
}
