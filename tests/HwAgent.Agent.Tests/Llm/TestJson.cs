using System.Text.Json.Serialization;

namespace HwAgent.Agent.Tests.Llm;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TestProposal))]
internal sealed partial class TestJson : JsonSerializerContext;
