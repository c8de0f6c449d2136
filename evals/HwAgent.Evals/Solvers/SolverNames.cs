namespace HwAgent.Evals.Solvers;

/// <summary>Words of <c>--model</c> and <c>--strategy</c>.</summary>
public static class SolverNames
{
    /// <summary>The strategy of answers that no language model gives.</summary>
    public const string None = "none";

    /// <summary><c>file:DIR</c>.</summary>
    public const string FilePrefix = "file:";

    /// <summary><c>replay:RUN</c>.</summary>
    public const string ReplayPrefix = "replay:";
}
