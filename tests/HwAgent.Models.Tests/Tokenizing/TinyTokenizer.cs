using System.Text.Json.Nodes;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

/// <summary>A tokenizer.json with all bytes, under their values as ids, and the merges that make "he", "ll" and "hell".</summary>
internal static class TinyTokenizer
{
    public static JsonObject Json()
    {
        var vocabulary = new JsonObject(PieceSpelling.ByteCharacters.Select((character, id) => KeyValuePair.Create(character.ToString(), (JsonNode?)id)));
        foreach (var (piece, id) in new[] { ("he", 256), ("ll", 257), ("hell", 258), ("\u0120hell", 259) }) vocabulary[piece] = id;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(RealVocabularies.Added("<end>", 260)),
            ["pre_tokenizer"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"""),
            ["decoder"] = JsonNode.Parse("""{"type":"ByteLevel"}"""),
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray("h e", "l l", "he ll") },
        };
    }
}
