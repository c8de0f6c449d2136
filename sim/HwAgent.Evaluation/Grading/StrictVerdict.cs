using System.Text.Json.Serialization;

namespace HwAgent.Evaluation.Grading;

/// <summary>The verdict that a candidate cannot write.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StrictVerdict>))]
public enum StrictVerdict
{
    Passed,

    Failed,

    /// <summary>The problem itself is wrong (see the errata file): it counts neither way.</summary>
    Excluded,
}
