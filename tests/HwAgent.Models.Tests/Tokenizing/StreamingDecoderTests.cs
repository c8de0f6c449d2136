using System.Text;
using CsCheck;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

public sealed class StreamingDecoderTests
{
    private static readonly ModelTokenizer Tokenizer = ModelTokenizer.Load(ModelFiles.Stories260KTokens);

    /// <summary>Any tokens, most of them single bytes that are no UTF-8 together.</summary>
    [Fact]
    public void Append_AnyTokens_GivesWholeCharactersThatTogetherAreTheText() =>
        Gen.Int[0, 511].Array[0, 40].Sample(
            ids =>
            {
                var decoder = Tokenizer.StartDecoding();
                var text = new StringBuilder();
                foreach (var id in ids)
                {
                    var part = decoder.Append(id).ToString();
                    Assert.True(part.Length == 0 || !char.IsHighSurrogate(part[^1]));
                    text.Append(part);
                }

                text.Append(decoder.Finish());
                Assert.Equal(Tokenizer.Decode(ids), text.ToString());
            },
            iter: 5_000);

    /// <summary>U+1F44D is F0 9F 91 8D: four byte tokens, whose ids are the bytes plus 3.</summary>
    [Fact]
    public void Append_BytesOfOneCharacter_WaitsForTheLast()
    {
        var decoder = Tokenizer.StartDecoding();

        Assert.Equal("", decoder.Append(0xF0 + 3).ToString());
        Assert.Equal("", decoder.Append(0x9F + 3).ToString());
        Assert.Equal("", decoder.Append(0x91 + 3).ToString());
        Assert.Equal("👍", decoder.Append(0x8D + 3).ToString());
        Assert.Equal("", decoder.Finish().ToString());
    }

    [Fact]
    public void Finish_InsideACharacter_GivesTheReplacementCharacter()
    {
        var decoder = Tokenizer.StartDecoding();
        decoder.Append(0xE2 + 3);

        Assert.Equal("\uFFFD", decoder.Finish().ToString());
        Assert.Equal("", decoder.Finish().ToString());
    }

    /// <summary>Token 378 is " time", token 403 "▁Once": a space in front of a text's first word is not of the text.</summary>
    [Fact]
    public void Append_FirstToken_KeepsItsSpaceOnlyBehindText()
    {
        Assert.Equal("Once", Tokenizer.StartDecoding().Append(403).ToString());
        Assert.Equal(" Once", Tokenizer.StartDecoding(continuing: true).Append(403).ToString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(512)]
    public void Append_IdOutsideTheVocabulary_Throws(int id) => Assert.Throws<ArgumentOutOfRangeException>(() => { Tokenizer.StartDecoding().Append(id); });
}
