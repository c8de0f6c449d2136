using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using HwAgent.Models.Gguf;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

/// <summary>The vocabularies of GPT-2 and Llama 2, read from GGUF and written in the formats that other models carry them in.</summary>
internal static class RealVocabularies
{
    private static readonly Lazy<GgufVocabulary> LazyGpt2 = new(() => Vocabulary("ggml-vocab-gpt-2.gguf"));
    private static readonly Lazy<GgufVocabulary> LazyLlama = new(() => Vocabulary("ggml-vocab-llama-spm.gguf"));
    private static readonly Lazy<string> LazyLlamaJson = new(() => MakeLlamaJson().ToJsonString());

    private static readonly Lazy<ModelTokenizer> LazyGpt2FromJson = new(() => FromJson(Gpt2Json()));
    private static readonly Lazy<ModelTokenizer> LazyLlamaFromJson = new(() => FromJson(LlamaJson));

    public static ModelTokenizer Gpt2FromJson => LazyGpt2FromJson.Value;

    public static ModelTokenizer LlamaFromJson => LazyLlamaFromJson.Value;

    public static GgufVocabulary Gpt2 => LazyGpt2.Value;

    public static GgufVocabulary Llama => LazyLlama.Value;

    /// <summary>Llama 2's tokenizer.json, with the merges that transformers derives from the pieces (convert_slow_tokenizer.py): every split of a piece into two, best piece first.</summary>
    public static string LlamaJson => LazyLlamaJson.Value;

    /// <summary>GPT-2's tokenizer.json, or that of another model with GPT-2's vocabulary.</summary>
    /// <param name="pattern">The words' pattern; null for GPT-2's own.</param>
    /// <param name="edit">Changes to the file.</param>
    public static string Gpt2Json(string? pattern = null, Action<JsonNode>? edit = null)
    {
        var byteLevel = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = pattern is null };
        var vocabulary = new JsonObject(Gpt2.Tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id)));
        var root = new JsonObject
        {
            ["added_tokens"] = new JsonArray(Added("<|endoftext|>", 50256)),
            ["normalizer"] = null,
            ["pre_tokenizer"] = pattern is null ? byteLevel.DeepClone() : new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = pattern }, ["behavior"] = "Isolated", ["invert"] = false }, byteLevel.DeepClone()),
            },
            ["post_processor"] = byteLevel.DeepClone(),
            ["decoder"] = byteLevel.DeepClone(),
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray([.. Gpt2.Merges!.Select(merge => (JsonNode?)merge)]) },
        };
        edit?.Invoke(root);
        return root.ToJsonString();
    }

    public static JsonObject Added(string content, int id, bool special = true) => new() { ["id"] = id, ["content"] = content, ["special"] = special, ["normalized"] = false };

    public static ModelTokenizer FromJson(string json) => new(TokenizerJsonFile.Parse(Encoding.UTF8.GetBytes(json), "tokenizer.json", TokenizerSettings.None));

    /// <summary>Llama 2's tokenizer.model, perhaps with more pieces.</summary>
    public static byte[] LlamaModel(int modelType = 2, bool removesExtraSpaces = false, string replacements = "", params SentencePiece[] more)
    {
        var pieces = Llama.Tokens.Select((text, id) => new SentencePiece(text, Llama.Scores![id], (SentencePieceKind)Llama.Types![id])).Concat(more);
        return Message(output =>
        {
            foreach (var piece in pieces) Nested(output, 1, Piece(piece));
            Nested(output, 2, Message(trainer => Varint(trainer, 3, modelType)));
            Nested(output, 3, Message(normalizer =>
            {
                Nested(normalizer, 2, Encoding.UTF8.GetBytes(replacements));
                Varint(normalizer, 3, 1);
                Varint(normalizer, 4, removesExtraSpaces ? 1 : 0);
            }));
        });
    }

    public static ModelTokenizer FromModel(byte[] model) => new(SentencePieceModelFile.Parse(model, "tokenizer.model", TokenizerSettings.None));

    public static byte[] Piece(SentencePiece piece) => Message(output =>
    {
        Nested(output, 1, Encoding.UTF8.GetBytes(piece.Text));
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(piece.Score);
        Varint(output, 3, (int)piece.Kind);
    });

    public static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory)) write(output);
        return memory.ToArray();
    }

    public static void Nested(CodedOutputStream output, int field, byte[] bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }

    public static void Varint(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static JsonObject MakeLlamaJson()
    {
        var ids = Llama.Tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id, StringComparer.Ordinal);
        var normal = ids.Where(pair => Llama.Types![pair.Value] == 1).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        var merges = Llama.Tokens.Where(normal.Contains)
            .SelectMany(piece => Enumerable.Range(1, piece.Length - 1).Select(cut => (Left: piece[..cut], Right: piece[cut..], Score: Llama.Scores![ids[piece]]))
                .Where(merge => normal.Contains(merge.Left) && normal.Contains(merge.Right)).OrderBy(merge => ids[merge.Left]).ThenBy(merge => ids[merge.Right]))
            .OrderByDescending(merge => merge.Score).Select(merge => (JsonNode?)$"{merge.Left} {merge.Right}");
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(Added("<unk>", 0), Added("<s>", 1), Added("</s>", 2)),
            ["normalizer"] = JsonNode.Parse("""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"""),
            ["pre_tokenizer"] = null,
            ["post_processor"] = JsonNode.Parse("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}}"""),
            ["decoder"] = JsonNode.Parse("""{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE", ["dropout"] = null, ["unk_token"] = "<unk>", ["fuse_unk"] = true, ["byte_fallback"] = true,
                ["vocab"] = new JsonObject(Llama.Tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
                ["merges"] = new JsonArray([.. merges]),
            },
        };
    }

    private static GgufVocabulary Vocabulary(string name)
    {
        using var file = GgufFile.Open(Path.Combine(ModelFiles.GgufVocabularies, name));
        return GgufVocabulary.Read(file.Metadata)!;
    }
}
