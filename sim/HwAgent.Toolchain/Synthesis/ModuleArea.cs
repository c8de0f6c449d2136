namespace HwAgent.Toolchain.Synthesis;

/// <summary>One module of the synthesised design. Numbers are of one instance and without the instances inside it.</summary>
/// <param name="Name">Name of the module; one parameterisation of several carries a suffix.</param>
/// <param name="Instances">How many there are in the whole design.</param>
/// <param name="AreaGateEquivalents">Logic and flip-flops in NAND2 equivalents, memories excluded.</param>
/// <param name="FlipFlops">Flip-flops and latches.</param>
/// <param name="MemoryBits">Bits in memory macros.</param>
/// <param name="LogicDepth">Longest combinational path that starts, runs or ends in it, its instances included, in gates.</param>
public sealed record ModuleArea(string Name, int Instances, double AreaGateEquivalents, int FlipFlops, long MemoryBits, int LogicDepth);
