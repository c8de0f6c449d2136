using System.Text.Json.Serialization;

namespace HwAgent.Evaluation.Grading;

/// <summary>What an answer came to: the class of error that reports count.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RtlOutcome>))]
public enum RtlOutcome
{
    /// <summary>Behaves as the reference on every sample.</summary>
    Correct,

    /// <summary>There was no code to judge: an empty or truncated reply, or none at all.</summary>
    NoCode,

    /// <summary>The static policy refuses the text: no tool saw it.</summary>
    Refused,

    /// <summary>The compiler rejects it.</summary>
    CompileError,

    /// <summary>It simulates, and differs from the reference.</summary>
    Mismatch,

    /// <summary>The simulation ended early or counted another number of samples than the reference does.</summary>
    SampleCount,

    /// <summary>It outlasts a limit of time, memory or output.</summary>
    LimitExceeded,

    /// <summary>The reference itself gives no baseline here, so nothing can be said.</summary>
    NoBaseline,
}
