using System.Text.Json;
using System.Text.Unicode;
using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Safetensors;

/// <summary><c>model.safetensors.index.json</c>: which shard holds which tensor.</summary>
internal static class SafetensorsIndex
{
    /// <summary>Shards from tensor names, in the order of the index.</summary>
    /// <param name="json">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="InvalidModelException">Malformed, a tensor twice, or a shard that is no plain name of a safetensors file in the same folder.</exception>
    public static OrderedDictionary<string, string> Parse(ReadOnlySpan<byte> json, string file)
    {
        if (!Utf8.IsValid(json)) throw Error(file, "(document)", "is not valid UTF-8");
        var reader = new Utf8JsonReader(json);
        try
        {
            OrderedDictionary<string, string>? map = null;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Error(file, "(document)", "is not a JSON object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("weight_map"u8))
                {
                    if (map is not null) throw Error(file, "weight_map", "is given twice");
                    map = ReadMap(ref reader, file);
                }
                else reader.Skip();
            }

            while (reader.Read()) { /* nothing may follow */ }
            return map is { Count: > 0 } ? map : throw Error(file, "weight_map", "is missing or empty");
        }
        catch (JsonException)
        {
            throw Error(file, $"byte {reader.BytesConsumed}", "is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            throw Error(file, $"byte {reader.BytesConsumed}", "a string has an escape that stands for no character");
        }
    }

    private static OrderedDictionary<string, string> ReadMap(ref Utf8JsonReader reader, string file)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Error(file, "weight_map", "is not an object");
        var map = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        string? shard = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length > TensorName.Longest) throw Error(file, "weight_map", $"a name of {reader.ValueSpan.Length} bytes; {TensorName.Longest} are allowed");
            var tensor = TensorName.Check(reader.GetString()!, file, "weight_map");
            if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw Error(file, $"weight_map.{tensor}", "is not the name of a file");
            // Neighbours lie in one shard: one string for all of them.
            if (shard is null || !reader.ValueTextEquals(shard)) shard = ReadShard(ref reader, file, tensor);
            if (!map.TryAdd(tensor, shard)) throw Error(file, $"weight_map.{tensor}", "is given twice");
        }

        return map;
    }

    private static string ReadShard(ref Utf8JsonReader reader, string file, string tensor)
    {
        if (reader.ValueSpan.Length > TensorName.Longest) throw Error(file, $"weight_map.{tensor}", $"a name of {reader.ValueSpan.Length} bytes; {TensorName.Longest} are allowed");
        var shard = TensorName.Check(reader.GetString()!, file, $"weight_map.{tensor}");
        // Whatever the system takes for a separator, a drive or a parent: a shard is a neighbour of its index.
        var isPlain = !shard.StartsWith('.') && !shard.AsSpan().ContainsAny("/\\:") && shard.EndsWith(".safetensors", StringComparison.Ordinal);
        return isPlain ? shard : throw Error(file, $"weight_map.{tensor}", $"'{shard}' is not the plain name of a .safetensors file in the same folder");
    }

    private static InvalidModelException Error(string file, string field, string problem) => new(file, field, problem, "fetch the index again");
}
