using System.Collections.Immutable;

namespace HwAgent.Evaluation.Grading;

/// <summary>One task of an RTL benchmark with everything that judges it. A language model sees the prompt and the header, never the rest.</summary>
public sealed record RtlProblem
{
    /// <summary>Unique in its set, as the benchmark spells it, e.g. <c>Prob001_zero</c>; letters, digits, <c>_</c>, <c>-</c> and <c>/</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The benchmark's own category, e.g. <c>Arithmetic/Adder</c>; empty when it has none.</summary>
    public string Category { get; init; } = "";

    /// <summary>The task in words, as the benchmark words it.</summary>
    public required string Prompt { get; init; }

    /// <summary>The module header that an answer has to continue or repeat; null when the prompt says everything.</summary>
    public string? Header { get; init; }

    /// <summary>Name of the module asked for, e.g. <c>TopModule</c>.</summary>
    public required string Module { get; init; }

    /// <summary>Source text of the benchmark's own solution.</summary>
    public required string Reference { get; init; }

    /// <summary>Name of the reference's top module, e.g. <c>RefModule</c>.</summary>
    public required string ReferenceModule { get; init; }

    /// <summary>Source text of the benchmark's testbench.</summary>
    public required string Testbench { get; init; }

    /// <summary>Name of the testbench's top module.</summary>
    public required string TestbenchTop { get; init; }

    /// <summary>Files that the testbench reads while it runs, by plain name, e.g. stimuli and expected values.</summary>
    public IReadOnlyDictionary<string, byte[]> DataFiles { get; init; } = ImmutableDictionary<string, byte[]>.Empty;
}
