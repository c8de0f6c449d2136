namespace HwAgent.Toolchain.Checks;

/// <summary>What a command said of a text.</summary>
/// <param name="ExitCode">0: it passes.</param>
/// <param name="Evidence">The last line that the command wrote, or what stopped it: text that a hostile answer may have shaped.</param>
public sealed record CheckVerdict(int ExitCode, string Evidence)
{
    /// <summary>What a command ends with that can not judge: automake's code of a skipped test.</summary>
    public const int NoVerdict = 77;

    public bool Passes => ExitCode == 0;
}
