using System.Text.Json.Nodes;
using HwAgent.Core.Models;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

public sealed class ModelTokenizerTests
{
    [Fact]
    public void Load_CheckpointOfLlamaC_FindsTheTokenizerBesideIt() => Assert.Equal("llama2.c tokenizer.bin", ModelTokenizer.Load(ModelFiles.Stories260K).Format);

    [Fact]
    public void Load_Folder_FindsTheOneThere() => Assert.Equal(512, ModelTokenizer.Load(Path.GetDirectoryName(ModelFiles.Stories260K)!).VocabularySize);

    [Fact]
    public void Load_FolderWithSeveral_AsksForTheOne()
    {
        var error = Assert.Throws<InvalidModelException>(() => ModelTokenizer.Load(ModelFiles.GgufVocabularies));

        Assert.Contains("4 files *.gguf", error.Message);
    }

    [Fact]
    public void Load_EmptyFolder_SaysWhatItLookedFor()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("tokenizer.json", Assert.Throws<InvalidModelException>(() => ModelTokenizer.Load(folder.Path)).Message);
    }

    [Fact]
    public void Load_NothingThere_SaysSo() => Assert.Contains("does not exist", Assert.Throws<InvalidModelException>(() => ModelTokenizer.Load("no-such-folder/tokenizer.json")).Message);

    /// <summary>What the files beside it say about begin and end: texts of tokens, ids, lists of ids.</summary>
    [Fact]
    public void Load_HuggingFaceFolder_TakesBeginAndEndFromItsConfigurations()
    {
        using var folder = TinyFolder();
        folder.Write("tokenizer_config.json", """{"bos_token": {"content": "<end>"}, "eos_token": "<end>", "add_bos_token": true}""");
        folder.Write("generation_config.json", """{"eos_token_id": [11, 13]}""");
        folder.Write("config.json", """{"bos_token_id": 7, "eos_token_id": 13}""");

        var tokenizer = ModelTokenizer.Load(folder.Path);

        Assert.Equal(260, tokenizer.BeginId);
        Assert.Equal([11, 13, 260], tokenizer.EndIds);
        Assert.Equal([260, 258], tokenizer.Encode("hell"));
    }

    [Fact]
    public void Load_NoBeginWanted_DropsTheTemplates()
    {
        using var folder = TinyFolder(root => root["post_processor"] = JsonNode.Parse("""
            {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<end>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<end>":{"ids":[260]}}}
            """));
        Assert.Equal([260, 258], ModelTokenizer.Load(folder.Path).Encode("hell"));
        folder.Write("tokenizer_config.json", """{"bos_token": "<end>", "add_bos_token": false}""");

        Assert.Equal([258], ModelTokenizer.Load(folder.Path).Encode("hell"));
    }

    [Theory]
    [InlineData("config.json", """{"eos_token_id": 60000}""", "outside the vocabulary")]
    [InlineData("config.json", """{"eos_token_id": "x"}""", "eos_token_id: it is no token id")]
    [InlineData("tokenizer_config.json", """{"add_bos_token": 1}""", "add_bos_token: it is neither true nor false")]
    [InlineData("tokenizer_config.json", "{", "line 1: it is not JSON")]
    public void Load_WrongConfiguration_NamesTheField(string name, string json, string message)
    {
        using var folder = TinyFolder();
        folder.Write(name, json);

        Assert.Contains(message, Assert.Throws<InvalidModelException>(() => ModelTokenizer.Load(folder.Path)).Message);
    }

    /// <summary>Half of a surrogate pair has no UTF-8; it is read as U+FFFD.</summary>
    [Fact]
    public void Encode_LoneSurrogate_IsReadAsReplacementCharacter()
    {
        var tokenizer = ModelTokenizer.Load(ModelFiles.Stories260KTokens);

        Assert.Equal(tokenizer.Encode("a\uFFFDb"), tokenizer.Encode("a\uD800b"));
    }

    [Fact]
    public void Encode_SpecialTokenInText_IsTheToken()
    {
        var tokenizer = ModelTokenizer.Load(Path.Combine(ModelFiles.GgufVocabularies, "ggml-vocab-llama-spm.gguf"));

        Assert.Equal([1, 15043, 2], tokenizer.Encode("Hello</s>"));
    }

    private static TemporaryFolder TinyFolder(Action<JsonNode>? edit = null)
    {
        var folder = new TemporaryFolder();
        var root = TinyTokenizer.Json();
        edit?.Invoke(root);
        folder.Write("tokenizer.json", root.ToJsonString());
        return folder;
    }
}
