using System.Numerics.Tensors;
using System.Text;
using HwAgent.Core.Reference;
using HwAgent.Models.LlamaC;

namespace HwAgent.Models.Tests.LlamaC;

/// <summary>A real pretrained model says what its page documents.</summary>
public sealed class Stories260KTests
{
    /// <summary>run.c stops at this many positions, or when the model begins a new text.</summary>
    private const int Steps = 256;

    private const int BeginningOfText = 1;

    [Fact]
    public void Reference_GreedyText_IsTheTextOfThePage()
    {
        var page = File.ReadAllText(ModelFiles.Stories260KPage);
        var start = page.IndexOf("-t 0.0\n", StringComparison.Ordinal) + "-t 0.0\n".Length;
        var expected = page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)];

        Assert.Equal(expected, Generate());
    }

    private static string Generate()
    {
        var pieces = new LlamaCPieces(File.ReadAllBytes(ModelFiles.Stories260KTokens));
        var model = new ReferenceDecoder(LlamaCCheckpoint.Parse(File.ReadAllBytes(ModelFiles.Stories260K), "stories260K.bin"));
        Assert.Equal(pieces.Count, model.VocabularySize);
        using var session = model.Start(Steps);
        using var text = new MemoryStream();
        var logits = new float[model.VocabularySize];
        for (var token = BeginningOfText; session.Length < Steps;)
        {
            session.Append([token], logits);
            var next = TensorPrimitives.IndexOfMax((ReadOnlySpan<float>)logits);
            if (next == BeginningOfText) break;
            text.Write(pieces.Piece(token, next));
            token = next;
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
