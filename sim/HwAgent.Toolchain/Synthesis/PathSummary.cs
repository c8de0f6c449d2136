namespace HwAgent.Toolchain.Synthesis;

/// <summary>The combinational paths of a module as its surroundings see them, in gates.</summary>
/// <param name="Longest">The longest path in it, ports counted as ends.</param>
/// <param name="FromRegister">For each output bit with one, the longest path to it from a register.</param>
/// <param name="ToRegister">For each input bit with one, the longest path from it to a register.</param>
/// <param name="Through">The longest path from an input bit to an output bit, for each pair with one.</param>
internal sealed record PathSummary(
    int Longest,
    IReadOnlyDictionary<(string Port, int Bit), int> FromRegister,
    IReadOnlyDictionary<(string Port, int Bit), int> ToRegister,
    IReadOnlyList<((string Port, int Bit) From, (string Port, int Bit) To, int Depth)> Through);
