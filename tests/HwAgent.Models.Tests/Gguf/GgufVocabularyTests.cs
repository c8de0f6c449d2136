using HwAgent.Core.Models;
using HwAgent.Models.Gguf;

namespace HwAgent.Models.Tests.Gguf;

/// <summary>Vocabularies of real models, and of one that contradicts itself.</summary>
public sealed class GgufVocabularyTests
{
    [Theory]
    [InlineData("ggml-vocab-llama-spm.gguf", "llama", 32000, 1, 2)]
    [InlineData("ggml-vocab-phi-3.gguf", "llama", 32064, 1, 32000)]
    [InlineData("ggml-vocab-gpt-2.gguf", "gpt2", 50257, 50256, 50256)]
    [InlineData("ggml-vocab-bert-bge.gguf", "bert", 30522, null, null)]
    public void Read_RealVocabulary_HasItsTokens(string name, string model, int tokens, int? begin, int? end)
    {
        using var file = GgufFile.Open(Path.Combine(ModelFiles.GgufVocabularies, name));
        var vocabulary = GgufVocabulary.Read(file.Metadata)!;

        Assert.Equal((model, tokens, begin, end), (vocabulary.Model, vocabulary.Tokens.Count, vocabulary.BeginId, vocabulary.EndId));
        Assert.Equal(tokens, vocabulary.Types!.Count);
        Assert.Empty(file.Tensors);
        Assert.Contains("holds a vocabulary and no model", Assert.Throws<InvalidModelException>(() => GgufDecoder.Read(WithArchitecture("llama"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LlamaVocabulary_HasThePiecesOfSentencePiece()
    {
        using var file = GgufFile.Open(Path.Combine(ModelFiles.GgufVocabularies, "ggml-vocab-llama-spm.gguf"));
        var vocabulary = GgufVocabulary.Read(file.Metadata)!;

        Assert.Equal(["<unk>", "<s>", "</s>", "<0x00>"], vocabulary.Tokens.Take(4));
        Assert.Equal([2, 3, 3, 6], vocabulary.Types!.Take(4));
        Assert.Equal("\u2581the", vocabulary.Tokens[278]); // the id that every llama 2 tokenizer gives
        Assert.Equal(-19f, vocabulary.Scores![278]); // 259 ids before the pieces, ranks from 0 on
    }

    [Fact]
    public void Read_Gpt2Vocabulary_HasItsMerges()
    {
        using var file = GgufFile.Open(Path.Combine(ModelFiles.GgufVocabularies, "ggml-vocab-gpt-2.gguf"));
        var vocabulary = GgufVocabulary.Read(file.Metadata)!;

        Assert.Equal(50000, vocabulary.Merges!.Count);
        Assert.Equal("\u0120 t", vocabulary.Merges[0]);
        Assert.Equal("<|endoftext|>", vocabulary.Tokens[50256]);
    }

    [Fact]
    public void Read_ListsThatDiffer_AreRefused()
    {
        var metadata = GgufFile.Parse(new GgufWriter().Add("tokenizer.ggml.model", "llama").Add("tokenizer.ggml.tokens", "a", "b")
            .AddList("tokenizer.ggml.scores", 6, 1, writer => writer.Write(0f)).ToArray(), "bad").Metadata;
        Assert.Contains("tokenizer.ggml.scores: has 1 elements for 2 tokens", Assert.Throws<InvalidModelException>(() => GgufVocabulary.Read(metadata)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(uint.MaxValue, true)]
    [InlineData(1, true)]
    public void Read_IdOfNoToken_IsRefused(uint id, bool isRight)
    {
        var metadata = GgufFile.Parse(new GgufWriter().Add("tokenizer.ggml.model", "llama").Add("tokenizer.ggml.tokens", "a", "b").Add("tokenizer.ggml.bos_token_id", id).ToArray(), "bad").Metadata;
        if (isRight) Assert.Equal(id == 1 ? 1 : null, GgufVocabulary.Read(metadata)!.BeginId);
        else Assert.Contains("tokenizer.ggml.bos_token_id: 2 is none of the 2 tokens", Assert.Throws<InvalidModelException>(() => GgufVocabulary.Read(metadata)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileWithoutVocabulary_GivesNone() => Assert.Null(GgufVocabulary.Read(WithArchitecture("llama").Metadata));

    private static GgufFile WithArchitecture(string name) => GgufFile.Parse(new GgufWriter().Add("general.architecture", name).ToArray(), "test");
}
