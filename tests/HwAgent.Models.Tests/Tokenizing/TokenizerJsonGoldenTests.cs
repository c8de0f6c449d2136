using System.Text.Json.Nodes;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Models.Tests.Tokenizing;

/// <summary>
/// Ids that huggingface/tokenizers gives (Tokenizers.DotNet 1.4.1, its binding, reading the same tokenizer.json). What each text is there for:
/// contractions and digits, runs of white space, composed and decomposed accents, scripts, characters beyond U+FFFF, a merge that
/// depends on the order of equals, special tokens, odd spaces, code, the space mark itself, spaces at both ends.
/// </summary>
public sealed class TokenizerJsonGoldenTests
{
    private static readonly Lazy<ModelTokenizer> Llama3 = new(() => RealVocabularies.FromJson(RealVocabularies.Gpt2Json(RegexSplitter.Llama3Pattern, root => root["model"]!["ignore_merges"] = true)));
    private static readonly Lazy<ModelTokenizer> Qwen2 = new(() => RealVocabularies.FromJson(RealVocabularies.Gpt2Json(RegexSplitter.Qwen2Pattern, root => root["normalizer"] = new JsonObject { ["type"] = "NFC" })));

    [Theory]
    [InlineData("Hello, world!", "15496 11 995 0")]
    [InlineData("I'LL say it's 12345 times", "40 6 3069 910 340 338 17031 2231 1661")]
    [InlineData("a  b   c\n\n\td ", "64 220 275 220 220 269 628 197 67 220")]
    [InlineData("na\u00EFve cafe\u0301 \u00C5", "2616 38776 26725 136 223 6184 227")]
    [InlineData("\u65E5\u672C\u8A9E \uD55C\uAE00 \u0939\u093F\u0928\u094D\u0926\u0940", "33768 98 17312 105 45739 252 220 47991 250 166 116 222 28225 117 11976 123 11976 101 24231 235 11976 99 24231 222")]
    [InlineData("\uD83D\uDC4D\uD83C\uDFFD \uD835\uDC00\uD835\uDC01 \uD840\uDC00x", "41840 235 8582 237 121 220 47728 238 222 47728 238 223 220 172 254 222 222 87")]
    [InlineData("y.```", "88 13 15506 63")]
    [InlineData("<s>tag</s> <|endoftext|>", "27 82 29 12985 3556 82 29 220 50256")]
    [InlineData("\u00A0\u3000\r\n x", "1849 5099 222 201 198 2124")]
    [InlineData("if (x_1 >= 0x7F) { return -1; }", "361 357 87 62 16 18189 657 87 22 37 8 1391 1441 532 16 26 1782")]
    [InlineData("\u2581 mark", "5008 223 1317")]
    [InlineData(" lead  ", "1085 220 220")]
    public void Encode_Gpt2_EqualsHuggingFace(string text, string ids) => AssertIds(RealVocabularies.Gpt2FromJson, text, ids);

    [Theory]
    [InlineData("I'LL say it's 12345 times", "40 6 3069 910 340 338 220 10163 2231 1661")]
    [InlineData("if (x_1 >= 0x7F) { return -1; }", "361 357 87 62 16 18189 220 15 87 22 37 8 1391 1441 532 16 26 1782")]
    [InlineData("\u00A0\u3000\r\n x", "1849 5099 222 201 198 2124")]
    public void Encode_Llama3Words_EqualsHuggingFace(string text, string ids) => AssertIds(Llama3.Value, text, ids);

    [Theory]
    [InlineData("I'LL say it's 12345 times", "40 6 3069 910 340 338 220 16 17 18 19 20 1661")]
    [InlineData("na\u00EFve cafe\u0301 \u00C5", "2616 38776 40304 6184 227")]
    [InlineData("if (x_1 >= 0x7F) { return -1; }", "361 357 87 62 16 18189 220 15 87 22 37 8 1391 1441 532 16 26 1782")]
    [InlineData("\u00A0\u3000\r\n x", "1849 5099 222 201 198 2124")]
    public void Encode_Qwen2WordsAndComposition_EqualsHuggingFace(string text, string ids) => AssertIds(Qwen2.Value, text, ids);

    [Theory]
    [InlineData("Hello, world!", "1 15043 29892 3186 29991")]
    [InlineData("I'LL say it's 12345 times", "1 306 29915 2208 1827 372 29915 29879 29871 29896 29906 29941 29946 29945 3064")]
    [InlineData("a  b   c\n\n\td ", "1 263 29871 289 259 274 13 13 12 29881 29871")]
    [InlineData("na\u00EFve cafe\u0301 \u00C5", "1 1055 30085 345 5777 1725 30103 11260")]
    [InlineData("\u65E5\u672C\u8A9E \uD55C\uAE00 \u0939\u093F\u0928\u094D\u0926\u0940", "1 29871 30325 30346 30968 29871 30877 237 187 131 29871 30714 30436 30424 30296 30694 30580")]
    [InlineData("\uD83D\uDC4D\uD83C\uDFFD \uD835\uDC00\uD835\uDC01 \uD840\uDC00x", "1 29871 243 162 148 144 243 162 146 192 29871 243 160 147 131 243 160 147 132 29871 243 163 131 131 29916")]
    [InlineData("y.```", "1 343 29889 28956")]
    [InlineData("<s>tag</s> <|endoftext|>", "1 1 4055 2 29871 529 29989 355 974 726 29989 29958")]
    [InlineData("\u00A0\u3000\r\n x", "1 20246 30358 30004 13 921")]
    [InlineData("if (x_1 >= 0x7F) { return -1; }", "1 565 313 29916 29918 29896 6736 29871 29900 29916 29955 29943 29897 426 736 448 29896 29936 500")]
    [InlineData("\u2581 mark", "1 259 2791")]
    [InlineData(" lead  ", "1 29871 3275 259")]
    public void Encode_Llama2_EqualsHuggingFace(string text, string ids) => AssertIds(RealVocabularies.LlamaFromJson, text, ids);

    private static void AssertIds(ModelTokenizer tokenizer, string text, string ids) => Assert.Equal(ids, string.Join(' ', tokenizer.Encode(text)));
}
