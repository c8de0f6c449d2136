using System.Text.Json.Serialization;

namespace HwAgent.Evaluation.Grading;

/// <summary>What a documented fault of a problem means for the strict verdict.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErratumHandling>))]
public enum ErratumHandling
{
    /// <summary>The problem counts neither way: a right answer can fail, or a wrong one pass.</summary>
    Exclude,

    /// <summary>Judged by the recorded samples alone: the testbench ends itself by its own timer and calls that a fault.</summary>
    Samples,

    /// <summary>Judged after casts to enumerations are written in a form that the simulator knows.</summary>
    EnumCast,

    /// <summary>Judged as it is: the fault is in the words or the style, not in the behaviour that is asked for.</summary>
    Note,
}
