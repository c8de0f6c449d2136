namespace HwAgent.Toolchain.Sandboxing;

/// <summary>One command to run in the sandbox.</summary>
public sealed record SandboxRequest
{
    /// <summary>Name for messages, e.g. <c>yosys</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>Absolute host path of an installed tool, or a path relative to the job folder such as <c>./model</c>.</summary>
    public required string Executable { get; init; }

    /// <summary>Passed as they are; no shell is involved. Paths are relative to the job folder.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Host folder that the tool sees, readable and writable, as <c>/job</c>, its current folder and its home.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>Absolute host paths of further installed tools that the command starts.</summary>
    public IReadOnlyList<string> FurtherTools { get; init; } = [];

    /// <summary>Further host paths the tool may read.</summary>
    public IReadOnlyList<ReadOnlyBind> ExtraBinds { get; init; } = [];

    /// <summary>Talks to the command while it runs, in place of collecting its output; null for no input.</summary>
    internal SandboxDialogue? Dialogue { get; init; }

    public required ResourceLimits Limits { get; init; }
}
