using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using HwAgent.Core.Models;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

public sealed class TokenizerJsonFileTests
{
    private static ModelTokenizer Load(JsonObject root) => RealVocabularies.FromJson(root.ToJsonString());

    [Fact]
    public void Encode_Merges_AreTakenInOrder() => Assert.Equal([258, 'o'], Load(TinyTokenizer.Json()).Encode("hello"));

    [Fact]
    public void Encode_IgnoreMerges_TakesWholeWordsFirst()
    {
        Assert.Equal(2, Load(TinyTokenizer.Json()).Encode(" hell").Count);
        var root = TinyTokenizer.Json();
        root["model"]!["ignore_merges"] = true;

        Assert.Equal([259], Load(root).Encode(" hell"));
    }

    [Fact]
    public void Encode_AddedToken_IsFoundBeforeWords()
    {
        var tokenizer = Load(TinyTokenizer.Json());

        Assert.Equal([258, 260, 258], tokenizer.Encode("hell<end>hell"));
        Assert.Equal("hellhell", tokenizer.Decode([258, 260, 258]));
        Assert.Equal(260, tokenizer.SpecialTokens["<end>"]);
        Assert.Equal(TokenKind.Special, tokenizer.KindOf(260));
    }

    /// <summary>Of several added tokens at one place the longest counts.</summary>
    [Fact]
    public void Encode_AddedTokens_LongestWins()
    {
        var root = TinyTokenizer.Json();
        root["added_tokens"] = new JsonArray(RealVocabularies.Added("<a>", 260), RealVocabularies.Added("<a><a>", 261));

        Assert.Equal([261, 260], Load(root).Encode("<a><a><a>"));
    }

    [Theory]
    [InlineData("lstrip", "hell \t<end>", "258 260")]
    [InlineData("rstrip", "<end> \n hell", "260 258")]
    [InlineData("single_word", "hell <end> hell", "258 32 260 32 258")]
    [InlineData("single_word", "he<end>", "256 60 101 110 100 62")]
    public void Encode_AddedTokenWithFlag_IsAsInHuggingFace(string flag, string text, string ids)
    {
        var root = TinyTokenizer.Json();
        root["added_tokens"]![0]![flag] = true;

        Assert.Equal(ids, string.Join(' ', Load(root).Encode(text)));
    }

    [Fact]
    public void Encode_Template_StandsAroundTheText()
    {
        var root = TinyTokenizer.Json();
        root["post_processor"] = JsonNode.Parse("""
            {"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing",
             "single":[{"SpecialToken":{"id":"<end>"}},{"Sequence":{"id":"A"}},{"SpecialToken":{"id":"<end>"}}],
             "special_tokens":{"<end>":{"ids":[260]}}}]}
            """);

        Assert.Equal([260, 258, 260], Load(root).Encode("hell"));
        Assert.Equal([258], Load(root).Encode("hell", addSpecial: false));
    }

    /// <summary>Whatever would change the tokens and is not supported is named, not left out.</summary>
    [Theory]
    [InlineData("model.type", """{"type":"Unigram"}""", "model")]
    [InlineData("model.dropout", "0.1", "model", "dropout")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "model", "end_of_word_suffix")]
    [InlineData("model.continuing_subword_prefix", "\"##\"", "model", "continuing_subword_prefix")]
    [InlineData("normalizer", """{"type":"NFKC"}""", "normalizer")]
    [InlineData("normalizer.normalizers[0].pattern", """{"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"Regex":"a"},"content":"b"}]}""", "normalizer")]
    [InlineData("pre_tokenizer", """{"type":"BertPreTokenizer"}""", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers[0]", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"a++"},"behavior":"Isolated"},{"type":"ByteLevel"}]}""", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers[0]", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated"},{"type":"ByteLevel"}]}""", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers[0]", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"[a-z&&[^b]]"},"behavior":"Isolated"},{"type":"ByteLevel"}]}""", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers[0]", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"[[:alpha:]]"},"behavior":"Isolated"},{"type":"ByteLevel"}]}""", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers[0]", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\h"},"behavior":"Isolated"},{"type":"ByteLevel"}]}""", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers[0]", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":""},"behavior":"Isolated"},{"type":"ByteLevel"}]}""", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers[0].behavior", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"a"},"behavior":"Odd"},{"type":"ByteLevel"}]}""", "pre_tokenizer")]
    [InlineData("decoder", """{"type":"CTC"}""", "decoder")]
    [InlineData("decoder", "null", "decoder")]
    [InlineData("post_processor", """{"type":"RobertaProcessing"}""", "post_processor")]
    [InlineData("post_processor.single", """{"type":"TemplateProcessing","single":[],"special_tokens":{}}""", "post_processor")]
    public void Parse_UnsupportedPart_IsNamed(string field, string value, params string[] path) => AssertRefused(field, root => Set(root, path, value));

    [Theory]
    [InlineData("model.merges[0]", "[\"h z\"]", "model", "merges")]
    [InlineData("model.merges[0]", "[\"h\"]", "model", "merges")]
    [InlineData("model.merges[0]", "[\"h e l\"]", "model", "merges")]
    [InlineData("model.merges[0]", "[\"h \"]", "model", "merges")]
    [InlineData("model.merges[0]", "[[\"l\",\"h\"]]", "model", "merges")]
    [InlineData("model.merges[1]", "[\"h e\",\"h e\"]", "model", "merges")]
    [InlineData("model.merges[0]", "[7]", "model", "merges")]
    [InlineData("model.merges", "null", "model", "merges")]
    [InlineData("model.vocab", "{\"h\":-1}", "model", "vocab")]
    [InlineData("model.vocab", "{\"h\":2000000000}", "model", "vocab")]
    [InlineData("model.vocab", "{\"h\":1,\"e\":1,\"l\":2,\"he\":3,\"ll\":4,\"hell\":5}", "model", "vocab")]
    [InlineData("model.vocab", "[]", "model", "vocab")]
    [InlineData("added_tokens[0].id", "[{\"content\":\"x\",\"id\":7}]", "added_tokens")]
    [InlineData("added_tokens[0].id", "[{\"content\":\"xyz\",\"id\":7}]", "added_tokens")]
    [InlineData("added_tokens[1].id", "[{\"content\":\"xyz\",\"id\":300},{\"content\":\"zyx\",\"id\":300}]", "added_tokens")]
    [InlineData("added_tokens[0].id", "[{\"content\":\"x\",\"id\":\"7\"}]", "added_tokens")]
    [InlineData("model.vocab", "[{\"content\":\"x\",\"id\":1000000}]", "added_tokens")]
    public void Parse_HostilePart_IsNamed(string field, string value, params string[] path) => AssertRefused(field, root =>
    {
        if (path[^1] == "vocab" && value[0] == '{') root["model"]!["merges"] = new JsonArray();
        Set(root, path, value);
    });

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{", "line 1")]
    [InlineData("[]", "file")]
    [InlineData("{\n \"model\": {,", "line 2")]
    [InlineData("{\"model\": 7}", "model")]
    [InlineData("{\"decoder\":{\"type\":\"\\ud800\"}}", "decoder.type")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"\\udc00\":0}}}", "model.vocab")]
    public void Parse_NoSuchFile_NamesThePlace(string json, string field)
    {
        var error = Assert.Throws<InvalidModelException>(() => TokenizerJsonFile.Parse(Encoding.UTF8.GetBytes(json), "tokenizer.json", TokenizerSettings.None));

        Assert.Equal(field, error.Field);
        Assert.StartsWith("tokenizer.json: ", error.Message);
    }

    /// <summary>Byte-level vocabularies lose nothing.</summary>
    [Fact]
    public void Decode_OfEncode_GivesAnyTextBack()
    {
        var tokenizer = Load(TinyTokenizer.Json());

        UnicodeText.Any.Sample(text => Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text))), iter: 2_000);
    }

    [Fact]
    public void Encode_MissingByte_IsNamed()
    {
        var root = TinyTokenizer.Json();
        root["model"]!["vocab"]!.AsObject().Remove("z");

        var error = Assert.Throws<InvalidModelException>(() => Load(root).Encode("fuzz"));
        Assert.Contains("0x7A", error.Message);
    }

    private static void AssertRefused(string field, Action<JsonObject> edit)
    {
        var root = TinyTokenizer.Json();
        edit(root);

        var error = Assert.Throws<InvalidModelException>(() => Load(root));
        Assert.StartsWith(field, error.Field);
    }

    private static void Set(JsonNode root, string[] path, string value)
    {
        foreach (var name in path[..^1]) root = root[name]!;
        root[path[^1]] = JsonNode.Parse(value);
    }
}
