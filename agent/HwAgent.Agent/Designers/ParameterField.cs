using System.Text.Json.Nodes;

namespace HwAgent.Agent.Designers;

/// <summary>One parameter of the accelerator as a language model sees it.</summary>
/// <param name="Name">As in JSON.</param>
/// <param name="Range">Every legal value, in words.</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="Schema">JSON schema of the value, as text.</param>
public sealed record ParameterField(string Name, string Range, string Meaning, string Schema)
{
    internal JsonNode SchemaNode => JsonNode.Parse(Schema)!;

    internal static ParameterField Between(string name, int low, int high, string meaning) =>
        new(name, $"{low} to {high}", meaning, $$"""{"type":"integer","minimum":{{low}},"maximum":{{high}}}""");

    internal static ParameterField OneOf(string name, string meaning, params int[] values) =>
        new(name, string.Join(" or ", values), meaning, $$"""{"type":"integer","enum":[{{string.Join(',', values)}}]}""");

    internal static ParameterField OneOf(string name, string meaning, params string[] values) =>
        new(name, string.Join(" or ", values), meaning, $$"""{"type":"string","enum":["{{string.Join("\",\"", values)}}"]}""");

    internal static ParameterField Flag(string name, string meaning) => new(name, "true or false", meaning, """{"type":"boolean"}""");
}
