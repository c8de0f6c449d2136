namespace HwAgent.Dataflow.Specification;

/// <summary>How long to look.</summary>
public sealed record SearchSettings
{
    /// <summary>Candidates that go through the real checks, 1 to 64.</summary>
    public int Candidates { get; init; } = 3;

    /// <summary>Seed of every random choice.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Wall-clock limit of the whole run.</summary>
    public double TimeMinutes { get; init; } = 10;
}
