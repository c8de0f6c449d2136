using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Integer;

/// <summary>Looking ahead with the first blocks, in float32 and in integers: what it says, and that it leaves no trace.</summary>
public sealed class LookAheadTests : IDisposable
{
    private const int Vocabulary = TinyDecoders.Vocabulary;

    private readonly IntegerWorkers _workers = new(2);

    public void Dispose() => _workers.Dispose();

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen")]
    [InlineData("opt")]
    public void LookAhead_InFloat_IsTheModelCutOffThere(string kind)
    {
        var weights = TinyDecoders.Random(TinyDecoders.Get(kind), 4);
        var tokens = TinyDecoders.Tokens(30, 4);
        using var session = (IEarlyExitSession)new ReferenceDecoder(weights).Start(30);
        session.Append(tokens.AsSpan(0, 24), []);
        var found = LookAhead(session, 1, tokens[24..], together: 2);

        using var cut = new ReferenceDecoder(TinyDecoders.FirstBlocks(weights, 1)).Start(30);
        var expected = new float[6 * Vocabulary];
        cut.Append(tokens, expected);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-4f * Math.Max(1, Math.Abs(expected[i])));
    }

    /// <summary>All blocks ahead give what appending gives; in whatever portions.</summary>
    [Theory]
    [InlineData("llama", 1)]
    [InlineData("qwen", 2)]
    [InlineData("opt", 3)]
    public void LookAhead_WithAllBlocks_GivesTheBitsOfAppend(string kind, int together)
    {
        var (model, tokens) = Make(kind);
        using var session = (IEarlyExitSession)model.Start(30);
        session.Append(tokens.AsSpan(0, 24), []);
        var found = LookAhead(session, 2, tokens[24..], together);
        Assert.Equal(24, session.Length);

        var expected = new float[6 * Vocabulary];
        session.Append(tokens.AsSpan(24), expected);
        Assert.Equal(expected, found);
    }

    /// <summary>A token alone goes through the first blocks as one task, several layer by layer.</summary>
    [Theory]
    [InlineData("llama")]
    [InlineData("qwen")]
    [InlineData("opt")]
    public void LookAhead_TokenByToken_GivesTheBitsOfAllTogether(string kind)
    {
        var (model, tokens) = Make(kind);
        using var session = (IEarlyExitSession)model.Start(30);
        session.Append(tokens.AsSpan(0, 24), []);

        Assert.Equal(LookAhead(session, 1, tokens[24..], together: 6), LookAhead(session, 1, tokens[24..], together: 1));
    }

    /// <summary>Other tokens than those that come were looked at: the sequence does not notice.</summary>
    [Theory]
    [InlineData("llama")]
    [InlineData("qwen")]
    [InlineData("opt")]
    public void Append_BehindLookAhead_GivesTheBitsOfAppendAlone(string kind)
    {
        var (model, tokens) = Make(kind);
        using var session = (IEarlyExitSession)model.Start(30);
        var found = new float[30 * Vocabulary];
        for (var i = 0; i < 30; i += 3)
        {
            var others = TinyDecoders.Tokens(Math.Min(5, 30 - i), (ulong)i + 50);
            LookAhead(session, 1, others, together: 1);
            session.Append(tokens.AsSpan(i, 3), found.AsSpan(i * Vocabulary, 3 * Vocabulary));
        }

        Assert.Equal(TinyDecoders.Run(model, tokens, 30), found);
    }

    [Fact]
    public void LookAhead_OutsideOfModelOrCapacity_IsRefusedAndLeavesTheSequence()
    {
        var (model, tokens) = Make("llama");
        ILanguageModel[] models = [model, new ReferenceDecoder(TinyDecoders.Random(TinyDecoders.Llama, 4))];
        foreach (var either in models)
        {
            using var session = (IEarlyExitSession)either.Start(8);
            session.Append(tokens.AsSpan(0, 6), []);
            Assert.Throws<ArgumentOutOfRangeException>(() => session.LookAhead(0, 0, [1], new float[Vocabulary]));
            Assert.Throws<ArgumentOutOfRangeException>(() => session.LookAhead(3, 0, [1], new float[Vocabulary]));
            Assert.Throws<ArgumentOutOfRangeException>(() => session.LookAhead(1, -1, [1], new float[Vocabulary]));
            Assert.Throws<ArgumentException>(() => session.LookAhead(1, 2, [1], new float[Vocabulary]));
            Assert.Equal(6, session.Length);
        }
    }

    private (IntegerDecoder Model, int[] Tokens) Make(string kind)
    {
        var weights = TinyDecoders.Random(TinyDecoders.Get(kind), 4);
        return (IntegerDecoder.Compile(weights, TinyDecoders.Calibrate(weights), _workers), TinyDecoders.Tokens(30, 4));
    }

    private static float[] LookAhead(IEarlyExitSession session, int blocks, int[] tokens, int together)
    {
        var logits = new float[tokens.Length * Vocabulary];
        for (var i = 0; i < tokens.Length; i += together)
        {
            var count = Math.Min(together, tokens.Length - i);
            session.LookAhead(blocks, i, tokens.AsSpan(i, count), logits.AsSpan(i * Vocabulary, count * Vocabulary));
        }

        return logits;
    }
}
