using System.Text.Json;
using System.Text.RegularExpressions;

namespace HwAgent.Agent.Llm;

/// <summary>A tool that a model may call; the caller runs it.</summary>
public sealed partial record ToolDefinition
{
    /// <param name="name">Letters, digits and underscore.</param>
    /// <param name="description">When to use it and what it returns.</param>
    /// <param name="parametersSchema">JSON schema of an object, as text.</param>
    /// <exception cref="ArgumentException">The name has other characters, or the schema is no JSON object.</exception>
    public ToolDefinition(string name, string description, string parametersSchema)
    {
        if (!NamePattern().IsMatch(name)) throw new ArgumentException($"Tool name '{name}': use 1 to 64 letters, digits and underscores.", nameof(name));
        try
        {
            using var schema = JsonDocument.Parse(parametersSchema);
            if (schema.RootElement.ValueKind != JsonValueKind.Object) throw new ArgumentException($"The parameter schema of tool '{name}' is no JSON object.", nameof(parametersSchema));
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The parameter schema of tool '{name}' is no JSON: {e.Message}", nameof(parametersSchema), e);
        }

        Name = name;
        Description = description;
        ParametersSchema = parametersSchema;
    }

    public string Name { get; }

    public string Description { get; }

    /// <summary>JSON schema of the argument object, as text.</summary>
    public string ParametersSchema { get; }

    [GeneratedRegex("^[A-Za-z0-9_]{1,64}$")]
    private static partial Regex NamePattern();
}
