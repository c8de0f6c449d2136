namespace HwAgent.Models.Compressed;

/// <summary>What pruning keeps of a block; numbers before pruning.</summary>
internal sealed class PlanBlock
{
    /// <summary>The decoder's without one.</summary>
    public string? Component { get; set; }

    public int? Block { get; set; }

    public List<int>? HeadGroups { get; set; }

    public List<int>? Channels { get; set; }
}
