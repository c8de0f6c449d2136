using System.Text.Json;

namespace HwAgent.Core.Workloads;

/// <summary>Typed access to the fields of one JSON object of a model configuration; every complaint names file and field.</summary>
/// <param name="element">The object.</param>
/// <param name="file">File name for messages.</param>
/// <param name="path">Dotted path of the object; empty at the top.</param>
internal sealed class JsonFields(JsonElement element, string file, string path = "")
{
    private const int LargestSize = 1 << 24;

    /// <summary>True inside <c>text_config</c> and <c>vision_config</c>. Those hold only what differs from the defaults of their class, whereas the top level holds every size.</summary>
    private bool IsNested => path.Length > 0;

    public string PathOf(string field) => IsNested ? $"{path}.{field}" : field;

    public bool Has(string field) => element.TryGetProperty(field, out _);

    /// <summary>A positive size that must be there, except in a nested object, where <paramref name="classDefault"/> stands for it.</summary>
    public int Size(string field, int classDefault) =>
        OptionalSize(field) ?? (IsNested ? classDefault : throw Missing(field, "a positive integer"));

    /// <summary>A positive size, or null when it is absent or <c>null</c>.</summary>
    public int? OptionalSize(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var size) || size is < 1 or > LargestSize)
            throw Wrong(field, value, $"an integer from 1 to {LargestSize}");
        return size;
    }

    /// <summary>An integer of either sign.</summary>
    public int IntegerOr(string field, int otherwise)
    {
        if (Find(field) is not { } value) return otherwise;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number)) throw Wrong(field, value, "an integer");
        return number;
    }

    public bool BooleanOr(string field, bool otherwise) => Find(field) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(field, value, "true or false"),
    };

    public string? Text(string field) => Find(field) is not { } value ? null : Decode(value) ?? throw Wrong(field, value, "a string");

    /// <summary>The strings of a list; empty when it is absent.</summary>
    public IReadOnlyList<string> Texts(string field) => Find(field) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(Decode).OfType<string>()]
        : [];

    /// <summary>A nested object that must be there.</summary>
    public JsonFields Object(string field) => Find(field) switch
    {
        null => throw Missing(field, "an object"),
        { ValueKind: JsonValueKind.Object } value => new JsonFields(value, file, PathOf(field)),
        { } value => throw Wrong(field, value, "an object"),
    };

    /// <summary>Members of a nested object; null when it is absent.</summary>
    public int? Count(string field) => Find(field) is { ValueKind: JsonValueKind.Object } value ? value.EnumerateObject().Count() : null;

    /// <summary>
    /// The activation function under its name in <see cref="Operator.FusedActivation"/>. The polynomial and tanh forms of GELU stay within
    /// 0.0005 of the exact one (Hendrycks and Gimpel, arXiv 1606.08415), so they share its table.
    /// </summary>
    public string Activation(string field, string otherwise)
    {
        var name = Text(field) ?? otherwise;
        return name switch
        {
            "gelu" or "gelu_new" or "gelu_fast" or "gelu_python" or "gelu_pytorch_tanh" => "gelu",
            "silu" or "swish" => "silu",
            "relu" or "quick_gelu" => name,
            _ => throw Unsupported(field, name, "use one of: gelu, gelu_new, gelu_fast, gelu_python, gelu_pytorch_tanh, quick_gelu, relu, silu, swish"),
        };
    }

    /// <summary>True when <see cref="Activation"/> calls a GELU by the tanh or polynomial form of Hendrycks and Gimpel.</summary>
    public bool IsApproximateGelu(string field, string otherwise) =>
        (Text(field) ?? otherwise) is "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh";

    /// <summary>Refuses a flag that changes the operators in a way that is not modelled.</summary>
    public void Require(string field, bool supported, bool otherwise)
    {
        var value = BooleanOr(field, otherwise);
        if (value != supported) throw Unsupported(field, value ? "true" : "false", $"only {(supported ? "true" : "false")} is modelled");
    }

    /// <summary>Refuses a width that its heads do not divide.</summary>
    public void RequireDivisible(string field, int value, string byField, int by)
    {
        if (value % by != 0) throw Error(field, $"{value} is not a multiple of {byField} = {by}", "check both fields against the checkpoint");
    }

    public InvalidConfigException Unsupported(string field, string value, string advice) => Error(field, $"'{value}' is not supported", advice);

    public InvalidConfigException Missing(string field, string expected) =>
        Error(field, "is missing", $"add it as {expected}; a config.json saved by transformers has it");

    public InvalidConfigException Error(string field, string problem, string advice) => new(file, PathOf(field), problem, advice);

    private InvalidConfigException Wrong(string field, JsonElement value, string expected)
    {
        var text = value.GetRawText();
        return Error(field, $"{(text.Length > 40 ? text[..40] + "..." : text)} is not {expected}", $"give {expected}");
    }

    /// <summary>The text of a string; null for another kind of value, and for an escape that stands for no character (half of a surrogate pair).</summary>
    private static string? Decode(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private JsonElement? Find(string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
