namespace HwAgent.Evals.Calibrations;

/// <summary>A way to a pass without a solution.</summary>
/// <param name="Name">As tables name it.</param>
/// <param name="Does">What it does, in words.</param>
/// <param name="Code">The attack on a problem.</param>
public sealed record Attack(string Name, string Does, Func<AttackTarget, string> Code)
{
    /// <summary>Runs until a limit stops it: tried on a few problems, since it costs the whole limit on each.</summary>
    public bool RunsToLimit { get; init; }

    /// <summary>It is a design like any other and right where the task asks for just that, e.g. for a constant.</summary>
    public bool CanBeRight { get; init; }

    public override string ToString() => Name;
}
