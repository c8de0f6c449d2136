using System.Text.Json;
using System.Text.Unicode;
using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Safetensors;

/// <summary><c>model.safetensors.index.json</c>: which shard holds which tensor.</summary>
internal static class SafetensorsIndex
{
    /// <summary>The largest published models have about 200.</summary>
    private const int MostShards = 512;

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
        var map = new OrderedDictionary<string, string>(SafetensorsHeader.CountMembers(reader), StringComparer.Ordinal);
        // One string for all tensors of a shard.
        var shards = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length > TensorName.Longest) throw Error(file, "weight_map", $"a name of {reader.ValueSpan.Length} bytes; {TensorName.Longest} are allowed");
            var tensor = TensorName.Check(reader.GetString()!, file, "weight_map");
            if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw Error(file, $"weight_map.{tensor}", "is not the name of a file");
            if (!map.TryAdd(tensor, FindShard(ref reader, shards) ?? AddShard(ref reader, shards, file, tensor))) throw Error(file, $"weight_map.{tensor}", "is given twice");
        }

        return map;
    }

    private static string? FindShard(ref Utf8JsonReader reader, List<string> shards)
    {
        // Neighbours in the index tend to lie in one shard, the newest.
        for (var i = shards.Count - 1; i >= 0; i--)
            if (reader.ValueTextEquals(shards[i])) return shards[i];
        return null;
    }

    private static string AddShard(ref Utf8JsonReader reader, List<string> shards, string file, string tensor)
    {
        if (shards.Count == MostShards) throw Error(file, "weight_map", $"names more than {MostShards} shards");
        if (reader.ValueSpan.Length > TensorName.Longest) throw Error(file, $"weight_map.{tensor}", $"a name of {reader.ValueSpan.Length} bytes; {TensorName.Longest} are allowed");
        var shard = TensorName.Check(reader.GetString()!, file, $"weight_map.{tensor}");
        // Whatever the system takes for a separator, a drive or a parent: a shard is a neighbour of its index.
        var isPlain = !shard.StartsWith('.') && !shard.AsSpan().ContainsAny("/\\:") && shard.EndsWith(".safetensors", StringComparison.Ordinal);
        if (!isPlain) throw Error(file, $"weight_map.{tensor}", $"'{shard}' is not the plain name of a .safetensors file in the same folder");
        shards.Add(shard);
        return shard;
    }

    private static InvalidModelException Error(string file, string field, string problem) => new(file, field, problem, "fetch the index again");
}
