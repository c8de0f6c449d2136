using System.Text.Json.Serialization;

namespace HwAgent.Evals.Repair;

/// <summary>What is wrong with a module.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>Nothing: it passes.</summary>
    None,

    /// <summary>The compiler rejects it, or warns where the rule of VerilogEval 1 allows no word.</summary>
    Compile,

    /// <summary>It simulates, and samples differ from the reference.</summary>
    Mismatch,

    /// <summary>The simulation does not end.</summary>
    TimedOut,

    /// <summary>Anything else, e.g. a simulation that ends without a count of mismatches.</summary>
    Other,
}
