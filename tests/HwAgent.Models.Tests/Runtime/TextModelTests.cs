using HwAgent.Core.Models;
using HwAgent.Models.Runtime;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Runtime;

public sealed class TextModelTests
{
    [Fact]
    public void Encode_Text_BeginsWithTheTokenThatBeginsTexts()
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        Assert.Equal([1], stories.Encode(""));
        var tokens = stories.Encode("Once upon a time");
        Assert.Equal(1, tokens[0]);
        Assert.Equal("Once upon a time", stories.Tokenizer.Decode(tokens));
    }

    [Fact]
    public void StopTokens_Stories_AreBeginAndEnd() => Assert.Equal([1, 2], TextModel.Load(ModelFiles.Stories260K).StopTokens.Order());

    /// <summary>5 blocks of 64 x (64 + 32 + 32 + 64) + 3 x 64 x 172, and the head of 512 x 64.</summary>
    [Fact]
    public void MacsPerToken_Stories_IsAsWorkedOut()
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        Assert.Equal(5 * (64 * 192 + 3 * 64 * 172) + 512 * 64, stories.MacsPerToken);
        Assert.Equal(2 * (64 * 192 + 3 * 64 * 172) + 512 * 64, stories.MacsOfFirstBlocks(2));
    }

    [Fact]
    public void Create_TokenizerOfALargerVocabulary_SaysSo()
    {
        var stories = TextModel.Load(ModelFiles.Stories260K);
        var tokenizer = ModelTokenizer.Load(Path.Combine(ModelFiles.GgufVocabularies, "ggml-vocab-phi-3.gguf"));
        var error = Assert.Throws<InvalidModelException>(() => TextModel.Create("model", stories.Weights, tokenizer));
        Assert.Contains("the model 512", error.Message);
    }
}
