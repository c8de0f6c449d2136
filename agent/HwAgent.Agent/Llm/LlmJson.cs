using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HwAgent.Agent.Llm;

/// <summary>Serialisation of what goes to and comes from models, as trajectories hold it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelRequested))]
[JsonSerializable(typeof(ModelReplied))]
[JsonSerializable(typeof(ModelFailed))]
public sealed partial class LlmJson : JsonSerializerContext
{
    /// <summary>The context every trajectory is written with: readable text stays unescaped.</summary>
    public static LlmJson Instance { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
