namespace HwAgent.Agent.Solving;

/// <summary>What a solver is told of a problem: nothing that judges it.</summary>
/// <param name="Id">The problem's name in its benchmark.</param>
/// <param name="Prompt">The task in words.</param>
/// <param name="Module">Name of the module asked for.</param>
/// <param name="Header">The module header that the answer has to continue or repeat; null when there is none.</param>
public sealed record RtlTask(string Id, string Prompt, string Module, string? Header)
{
    /// <summary>A faulty module to mend instead of a blank page, with what a tool said of it; null for a blank page.</summary>
    public FaultyRtl? Faulty { get; init; }
}
