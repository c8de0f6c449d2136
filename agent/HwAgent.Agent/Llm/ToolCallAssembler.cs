using System.Text;

namespace HwAgent.Agent.Llm;

/// <summary>Puts the tool calls of a stream together from their pieces. Arguments stay the text the model wrote.</summary>
internal sealed class ToolCallAssembler
{
    private readonly SortedDictionary<int, Partial> _calls = [];

    /// <summary>Adds one piece; id and name come with the first piece of a call, arguments in many.</summary>
    public void Add(int index, string? id, string? name, string? arguments)
    {
        // Some servers give every parallel call the index 0; a second id there is a second call.
        while (_calls.TryGetValue(index, out var other) && !string.IsNullOrEmpty(id) && other.Id is not null && other.Id != id) index++;
        if (!_calls.TryGetValue(index, out var call)) _calls[index] = call = new Partial();
        if (!string.IsNullOrEmpty(id)) call.Id = id;
        if (!string.IsNullOrEmpty(name)) call.Name = name;
        call.Arguments.Append(arguments);
    }

    public IReadOnlyList<ToolCall> Finish(SecretScrubber scrubber) => _calls.Select(pair => new ToolCall(
        pair.Value.Id ?? $"call_{pair.Key}",
        pair.Value.Name ?? "",
        pair.Value.Arguments.Length == 0 ? "{}" : scrubber.Scrub(pair.Value.Arguments.ToString()))).ToList();

    private sealed class Partial
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
