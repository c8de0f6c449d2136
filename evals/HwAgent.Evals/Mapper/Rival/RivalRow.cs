using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>One case: what the mapper found and what the rival found.</summary>
public sealed record RivalRow
{
    /// <summary>With <see cref="Index"/> it gives the case again.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Place of the case in the run.</summary>
    public required int Index { get; init; }

    /// <summary>Name and sizes.</summary>
    public required string Product { get; init; }

    public required string Hardware { get; init; }

    public required Objective Objective { get; init; }

    public required LatencyAccount Account { get; init; }

    /// <summary>The mapper's best; null when it found nothing.</summary>
    public required RivalScore? Ours { get; init; }

    /// <summary>The rival's best; null when it found nothing.</summary>
    public required RivalScore? Rivals { get; init; }

    /// <summary>The first figure in which the rival's best is better, 1 to 3; 0 when it is in none.</summary>
    public required int RivalBetterIn { get; init; }

    /// <summary>How the rival found its best.</summary>
    public required string? Method { get; init; }

    /// <summary>Whether the mapper claims to have proven its best.</summary>
    public required bool IsOptimal { get; init; }

    /// <summary>The mapper's own gap; null when it has none to give.</summary>
    public required double? Gap { get; init; }

    /// <summary>Costs and bounds that the mapper computed.</summary>
    public required long Considered { get; init; }

    /// <summary>Processor time of the mapper's search.</summary>
    public required double Seconds { get; init; }

    /// <summary>Mappings that the rival costed.</summary>
    public required long RivalEvaluations { get; init; }

    /// <summary>Mappings that the rival drew.</summary>
    public required long RivalDraws { get; init; }

    /// <summary>Processor time of the rival's search.</summary>
    public required double RivalSeconds { get; init; }

    /// <summary>Processor time until the rival had the quality that both reach in the end.</summary>
    public required double? RivalSecondsToQuality { get; init; }

    /// <summary>Mappings that the rival costed until then.</summary>
    public required long? RivalEvaluationsToQuality { get; init; }

    /// <summary>Processor time of the shortest search of the mapper's that has that quality, by doubling its budget.</summary>
    public required double? SecondsToQuality { get; init; }

    /// <summary>What is wrong with the mapper's mappings; empty when each can run.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>The mapper's mapping with problem and hardware, as <c>hwagent map --evaluate</c> reads it.</summary>
    public required string? OurMapping { get; init; }

    /// <summary>The rival's.</summary>
    public required string? RivalMapping { get; init; }

    /// <summary>The mapper's first figure over the rival's: at most 1 where the mapper is no worse.</summary>
    public double? Ratio => Ours is { } ours && Rivals is { } rivals ? ours.First / rivals.First : null;

    /// <summary>How many times faster the mapper reaches the same quality.</summary>
    public double? Speedup => RivalSecondsToQuality / SecondsToQuality;

    /// <summary>Neither worse nor wrong in anything.</summary>
    public bool Holds => RivalBetterIn == 0 && Findings.Count == 0;
}
