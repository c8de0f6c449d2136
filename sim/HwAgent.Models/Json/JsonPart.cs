using System.Text.Json;
using HwAgent.Core.Models;

namespace HwAgent.Models.Json;

/// <summary>A value of a JSON file that knows its file and path, so that every complaint names both.</summary>
/// <param name="File">Its name, for messages.</param>
/// <param name="Parent">Dotted path of the value, or of the list that it stands in; empty at the top.</param>
/// <param name="Value">The value itself; undefined when it is absent.</param>
/// <param name="Index">Its place in the list, or -1. Kept apart, because lists of merges are long and seldom complained of.</param>
internal readonly record struct JsonPart(string File, string Parent, JsonElement Value, int Index = -1)
{
    private const long LargestFile = 1L << 29;

    public string Path => Index < 0 ? Parent : $"{Parent}[{Index}]";

    public bool IsNull => Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public string Kind => Text("type");

    /// <exception cref="InvalidModelException">Not JSON, or not an object.</exception>
    public static JsonPart Parse(ReadOnlyMemory<byte> utf8, string file)
    {
        if (utf8.Length > LargestFile) throw new InvalidModelException(file, "file", $"it has {utf8.Length} bytes, more than any tokenizer", "fetch the file again");
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var part = new JsonPart(file, "", document.RootElement.Clone());
            return part.Value.ValueKind == JsonValueKind.Object ? part : throw part.Error("it is no object", "fetch the file again");
        }
        catch (JsonException exception)
        {
            throw new InvalidModelException(file, $"line {exception.LineNumber + 1}", "it is not JSON", "fetch the file again");
        }
    }

    /// <summary>A member; null or undefined when it is absent.</summary>
    public JsonPart this[string name]
    {
        get
        {
            if (Value.ValueKind != JsonValueKind.Object) throw Error("it is no object", "give an object");
            try
            {
                return new JsonPart(File, Path.Length == 0 ? name : $"{Path}.{name}", Value.TryGetProperty(name, out var member) ? member : default);
            }
            catch (InvalidOperationException)
            {
                throw BrokenName(File, Path);
            }
        }
    }

    public IEnumerable<JsonPart> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array) throw Error("it is no list", "give a list");
        var (file, path) = (File, Path);
        return Value.EnumerateArray().Select((item, index) => new JsonPart(file, path, item, index));
    }

    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        if (Value.ValueKind != JsonValueKind.Object) throw Error("it is no object", "give an object");
        var (file, path) = (File, Path);
        return Value.EnumerateObject().Select(member => (NameOf(member, file, path), new JsonPart(file, path, member.Value)));
    }

    public string Text(string name) => this[name].AsText();

    public bool Flag(string name, bool otherwise) => this[name] is { IsNull: false } part ? part.AsFlag() : otherwise;

    public bool AsFlag() => Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Error("it is neither true nor false", "give true or false");

    public string AsText()
    {
        if (Value.ValueKind != JsonValueKind.String) throw Error(IsNull ? "it is missing" : "it is no string", "give a string");
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("half of a surrogate pair stands for no character", "fetch the file again");
        }
    }

    public int AsId() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var id) && id >= 0 ? id : throw Error("it is no token id", "give an integer from 0");

    /// <summary>Refuses a setting that would change the tokens in a way that is not supported.</summary>
    public void RequireEmpty(string name)
    {
        var part = this[name];
        var empty = part.Value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => true,
            JsonValueKind.String => part.AsText().Length == 0,
            JsonValueKind.Number => part.Value.GetDouble() == 0,
            _ => false,
        };
        if (!empty) throw part.Error("it is set, which is not supported", "use a tokenizer without it");
    }

    public InvalidModelException Error(string problem, string advice) => new(File, Path.Length == 0 ? "file" : Path, problem, advice);

    private static string NameOf(JsonProperty member, string file, string path)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw BrokenName(file, path);
        }
    }

    private static InvalidModelException BrokenName(string file, string path) =>
        new(file, path.Length == 0 ? "file" : path, "half of a surrogate pair stands in a member's name", "fetch the file again");
}
