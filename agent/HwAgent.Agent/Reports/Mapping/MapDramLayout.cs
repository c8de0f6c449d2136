namespace HwAgent.Agent.Reports.Mapping;

/// <summary>What the off-chip memory does for a mapping when its tensors lie in it in one way.</summary>
/// <param name="Layout">By tensor: the order of its dimensions, the one that runs fastest last.</param>
/// <param name="Bursts">Read and written.</param>
/// <param name="RowMisses">Rows opened.</param>
/// <param name="HitRate">Bursts from a row that is open, 0 to 1.</param>
/// <param name="BytesPerSecond">What the mapping's bytes over the busy time come to.</param>
public sealed record MapDramLayout(string Layout, long Bursts, long RowMisses, double HitRate, double BytesPerSecond);
