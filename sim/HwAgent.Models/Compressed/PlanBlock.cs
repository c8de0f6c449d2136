namespace HwAgent.Models.Compressed;

/// <summary>What pruning keeps of a block; numbers before pruning.</summary>
internal sealed class PlanBlock
{
    public int? Block { get; set; }

    public List<int>? HeadGroups { get; set; }

    public List<int>? Channels { get; set; }
}
