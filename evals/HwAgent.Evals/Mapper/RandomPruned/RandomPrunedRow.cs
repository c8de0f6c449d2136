using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>One case: what the mapper found, and how long random draws take to find as much.</summary>
public sealed record RandomPrunedRow
{
    /// <summary>Number of the case.</summary>
    public required int Index { get; init; }

    /// <summary>Name and sizes.</summary>
    public required string Product { get; init; }

    public required string Hardware { get; init; }

    public required Objective Objective { get; init; }

    /// <summary>The mapper's best figure; null when it found nothing.</summary>
    public required double? Ours { get; init; }

    /// <summary>Whether the mapper claims to have proven it.</summary>
    public required bool IsOptimal { get; init; }

    /// <summary>Processor time of the mapper's search, the proof included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor time of the mapper's shortest search that finds the same figure.</summary>
    public required double? SecondsToBest { get; init; }

    /// <summary>The highest rate recorded for Timeloop on such hardware.</summary>
    public required double TimeloopDrawsPerSecond { get; init; }

    public required long Draws { get; init; }

    /// <summary>Draws that can run.</summary>
    public required long Valid { get; init; }

    /// <summary>Processor time of all draws.</summary>
    public required double DrawSeconds { get; init; }

    /// <summary>After some numbers of draws, the best of them over ours; null when nothing drawn until then can run. At least 1 where the mapper is no worse.</summary>
    public required IReadOnlyList<double?> RatiosByDraws { get; init; }

    /// <summary>The best of all draws over ours.</summary>
    public required double? Ratio { get; init; }

    /// <summary>Draws until the mapper's figure is reached; null when it never is.</summary>
    public required long? DrawsToOurs { get; init; }

    /// <summary>Processor time until then.</summary>
    public required double? DrawSecondsToOurs { get; init; }

    /// <summary>The best that is drawn in 50 times the processor time of the mapper's search, over ours.</summary>
    public required double? RatioIn50Times { get; init; }

    /// <summary>Draws after which Timeloop's own condition ends its search; null when it never holds.</summary>
    public required long? VictoryDraws { get; init; }

    /// <summary>What that search has found, over ours.</summary>
    public required double? VictoryRatio { get; init; }

    /// <summary>Processor time until that was drawn first.</summary>
    public required double? VictorySeconds { get; init; }

    /// <summary>Draws until that was drawn first.</summary>
    public required long? VictoryBestDraws { get; init; }

    /// <summary>Processor time of the mapper's shortest search that finds at least as much as that search.</summary>
    public required double? SecondsToVictory { get; init; }

    /// <summary>The mapper's mapping with problem and hardware, as <c>hwagent map --evaluate</c> reads it.</summary>
    public required string? OurMapping { get; init; }

    /// <summary>The best one drawn.</summary>
    public required string? DrawnMapping { get; init; }

    /// <summary>How many times longer draws take to the mapper's figure than its shortest search that finds it: a lower bound where they never find it.</summary>
    public double? TimesLonger => (DrawSecondsToOurs ?? DrawSeconds) / SecondsToBest;

    /// <summary>The same at <see cref="TimeloopDrawsPerSecond"/>.</summary>
    public double? TimesLongerAtTimeloopsRate => (DrawsToOurs ?? Draws) / TimeloopDrawsPerSecond / SecondsToBest;

    /// <summary>How many times longer draws take to what Timeloop's search would end with.</summary>
    public double? VictoryTimesLonger => VictorySeconds / SecondsToVictory;

    /// <summary>The same at <see cref="TimeloopDrawsPerSecond"/>.</summary>
    public double? VictoryTimesLongerAtTimeloopsRate => VictoryBestDraws / TimeloopDrawsPerSecond / SecondsToVictory;
}
