using System.Text;
using System.Text.Json.Nodes;
using HwAgent.Core.Models;
using HwAgent.Models.Images;
using HwAgent.Models.Tests.Images;
using HwAgent.Models.Tests.Tokenizing;
using HwAgent.Models.Tokenizing;
using SkiaSharp;

namespace HwAgent.Models.Tests.Fuzzing;

/// <summary>Broken tokenizers, preprocessor configurations and pictures: their readers fail with their own error only, and a tokenizer that is accepted works.</summary>
public sealed class TokenizerFuzzTests
{
    private const string Text = " he</s>llé\n👍";

    private static readonly byte[][] JsonFragments =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "0", "-1", "2147483648", "null", "true", "\"\"", "\\ud800", "\\u0000", "{}", "[]", "\"a b\"", "[\"h\",\"e\"]", "\"ByteLevel\"", "\"Sequence\"", "\"Split\"", "\"Metaspace\"",
            "\"type\":", "\"normalizer\":", "(?", "+", "*", "{1,9}", "\\\\p{L}", "[^", "|", "\"<0x0A>\"", "\u2581", "é",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3],
    ];

    [Fact]
    public void TokenizerJson_6000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        var byteLevel = TinyTokenizer.Json();
        byteLevel["post_processor"] = JsonNode.Parse("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<end>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<end>":{"ids":[260]}}}""");
        byteLevel["pre_tokenizer"] = JsonNode.Parse("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\p{L}+|\\s+(?!\\S)"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","use_regex":false,"add_prefix_space":false}]}""");
        const string Marked = """
            {"added_tokens":[{"id":0,"content":"<unk>","special":true,"normalized":false},{"id":1,"content":"</s>","special":true,"lstrip":true}],
             "normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]},
             "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true},
             "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
             "model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,"vocab":{"<unk>":0,"</s>":1,"<0x0A>":2,"h":3,"e":4,"l":5,"▁":6,"he":7,"▁he":8,"ll":9},"merges":["h e","▁ he",["l","l"]]}}
            """;
        byte[][] right = [Encoding.UTF8.GetBytes(byteLevel.ToJsonString()), Encoding.UTF8.GetBytes(Marked)];

        Run(1, 6_000, random => new Mutator(random, JsonFragments).Mutate(right[random.Next(4) / 3]), bytes => Use(TokenizerJsonFile.Parse(bytes, "fuzz", TokenizerSettings.None)));
    }

    [Fact]
    public void TokenizerModel_20000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        SentencePiece[] pieces =
        [
            new("<unk>", 0, SentencePieceKind.Unknown), new("<s>", 0, SentencePieceKind.Control), new("</s>", 0, SentencePieceKind.Control), new("<0x0A>", 0, SentencePieceKind.Byte),
            new("he", -1, SentencePieceKind.Normal), new("\u2581he", -2, SentencePieceKind.Normal), new("h", -3, SentencePieceKind.Normal), new("e", -4, SentencePieceKind.Normal), new("\u2581", -5, SentencePieceKind.Normal), new("ll", -6, SentencePieceKind.UserDefined),
        ];
        var right = RealVocabularies.Message(output =>
        {
            foreach (var piece in pieces) RealVocabularies.Nested(output, 1, RealVocabularies.Piece(piece));
            RealVocabularies.Nested(output, 2, RealVocabularies.Message(trainer => RealVocabularies.Varint(trainer, 3, 2)));
        });

        Run(2, 20_000, random => new Mutator(random, [0x0A, 0x00], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], BitConverter.GetBytes(float.NaN)).Mutate(right), bytes => Use(SentencePieceModelFile.Parse(bytes, "fuzz", TokenizerSettings.None)));
    }

    [Fact]
    public void LlamaCTokenizer_10000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        var right = File.ReadAllBytes(ModelFiles.Stories260KTokens);

        Run(3, 10_000, random => new Mutator(random, BitConverter.GetBytes(float.NaN), [0xC3], BitConverter.GetBytes(-1)).Mutate(right), bytes => Use(LlamaCTokenizerFile.Parse(bytes, "fuzz").ToParts()));
    }

    [Fact]
    public void PreprocessorConfig_10000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        var right = """{"image_processor_type":"CLIPImageProcessor","do_resize":true,"size":{"shortest_edge":4},"resample":3,"do_center_crop":true,"crop_size":{"height":4,"width":4},"do_rescale":true,"rescale_factor":0.1,"do_normalize":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5]}"""u8.ToArray();

        Run(4, 10_000, random => new Mutator(random, JsonFragments).Mutate(right), bytes => PreprocessorConfigFile.Parse(bytes, "fuzz"));
    }

    /// <summary>The decoders are Skia's; what is held here is that their failures come out as ours, and that no header makes a large picture of a small file.</summary>
    [Fact]
    public void Pictures_3000BrokenFiles_OnlyEverGiveTheirOwnError()
    {
        byte[][] right = [.. new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp }.Select(format => Pictures.Encode(8, 8, (x, y) => new SKColor((byte)(x * 30), (byte)(y * 30), 99), format))];

        Run(5, 3_000, random => new Mutator(random, "eXIf"u8.ToArray(), "II*\0"u8.ToArray()).Mutate(right[random.Next(3)]), bytes => ImageDecoder.Decode(bytes, "fuzz", largestPixels: 1 << 12));
    }

    private static void Use(TokenizerParts parts)
    {
        var tokenizer = new ModelTokenizer(parts);
        tokenizer.Decode(Enumerable.Range(0, tokenizer.VocabularySize));
        Assert.All(tokenizer.Encode(Text), id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
    }

    private static void Run(int seed, int count, Func<Random, byte[]> next, Action<byte[]> use)
    {
        var random = new Random(seed);
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            var input = next(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                use(input);
                accepted++;
            }
            catch (InvalidModelException error)
            {
                Assert.NotEmpty(error.Advice);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}, input {i}: {error.Message} for {Convert.ToBase64String(input)}", error);
            }

            // Tables of objects for a vocabulary are larger than its file, but never by much.
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= 256L * input.Length + (1 << 22), $"seed {seed}, input {i}: {allocated} bytes allocated for {input.Length}: {Convert.ToBase64String(input)}");
        }

        Assert.InRange(accepted, count / 100, count * 9 / 10);
    }
}
