namespace HwAgent.Agent.Solving;

/// <summary>The values of <see cref="SolutionTurn.Stage"/>, in the order of the checks.</summary>
public static class SolutionStages
{
    /// <summary>The reply held no code.</summary>
    public const string Reply = "reply";

    /// <summary>The static policy refuses the code.</summary>
    public const string Policy = "policy";

    /// <summary>The compiler refuses the code.</summary>
    public const string Compile = "compile";

    /// <summary>A test fails, or the simulation does not end.</summary>
    public const string Simulate = "simulate";

    /// <summary>Every check that the strategy makes is passed.</summary>
    public const string Accepted = "accepted";

    private static readonly string[] Order = [Reply, Policy, Compile, Simulate, Accepted];

    /// <summary>How far code came that a stage stopped.</summary>
    internal static int Rank(string stage) => Array.IndexOf(Order, stage);
}
