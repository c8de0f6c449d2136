namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>One request on the memory port.</summary>
/// <param name="IsWrite">Beats go to the memory.</param>
/// <param name="Address">First beat.</param>
/// <param name="Beats">1 to 64.</param>
internal readonly record struct MemoryBurst(bool IsWrite, uint Address, int Beats);
