using System.Text.Json.Serialization;

namespace HwAgent.Agent.Tests.Llm;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TestProposal([property: JsonRequired] int Rows, [property: JsonRequired] string Reason);
