using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HwAgent.Agent.Trajectories;

/// <summary>Serialisation of the loop's events: camel case, nulls left out, readable text unescaped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(ProposalMade))]
[JsonSerializable(typeof(StageFinished))]
[JsonSerializable(typeof(DecisionMade))]
[JsonSerializable(typeof(SampleStarted))]
[JsonSerializable(typeof(SampleFinished))]
[JsonSerializable(typeof(RunFinished))]
public sealed partial class TrajectoryJson : JsonSerializerContext
{
    /// <summary>The context every trajectory is written with.</summary>
    public static TrajectoryJson Instance { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
