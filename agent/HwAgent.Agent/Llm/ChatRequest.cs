namespace HwAgent.Agent.Llm;

/// <summary>What a model is asked. Two requests are the same when all of this is the same; see <see cref="RequestHash"/>.</summary>
public sealed record ChatRequest
{
    /// <summary>The conversation so far; the last turn is a user's or a tool's.</summary>
    public required IReadOnlyList<ChatTurn> Turns { get; init; }

    /// <summary>Tools the model may call; empty: none.</summary>
    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>JSON schema the reply must follow, as text; null: free text.</summary>
    public string? ResponseJsonSchema { get; init; }

    /// <summary>Sampling temperature, 0 to 2; null: the endpoint's default, the only one that many reasoning models accept.</summary>
    public double? Temperature { get; init; }

    /// <summary>Upper limit of the reply in tokens, reasoning included; null: the endpoint's default.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Sampling seed where the endpoint has one; null: not sent.</summary>
    public int? Seed { get; init; }
}
