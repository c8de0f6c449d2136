using CsCheck;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Integer;

public sealed class IntegerDecoderTests : IDisposable
{
    private static readonly Gen<string> Kind = Gen.OneOf("llama", "qwen", "opt");

    private readonly IntegerWorkers _workers = new(1);

    public void Dispose() => _workers.Dispose();

    /// <summary>Random models have no slack, so a wrong sign, scale, head or position anywhere shows.</summary>
    [Theory]
    [InlineData("llama", 2)]
    [InlineData("llama", 3)]
    [InlineData("qwen", 4)]
    [InlineData("qwen", 5)]
    [InlineData("opt", 6)]
    public void Append_RandomModel_IsCloseToTheReference(string kind, ulong seed)
    {
        var weights = TinyDecoders.Random(TinyDecoders.Get(kind), seed);
        var tokens = TinyDecoders.Tokens(40, seed);
        var expected = TinyDecoders.Run(new ReferenceDecoder(weights), tokens, 40);
        var found = TinyDecoders.Run(IntegerDecoder.Compile(weights, TinyDecoders.Calibrate(weights), _workers), tokens, 40);

        var error = Error(expected, found);
        TestContext.Current.TestOutputHelper!.WriteLine($"{kind} {seed}: {error:P2}");
        Assert.InRange(error, 0, 0.12);
    }

    /// <summary>
    /// A first token that writes a value thousands of times the others into one channel, as large models do (arXiv 2402.17762): with one step for all
    /// channels the other tokens' residual stream has a few bits left.
    /// </summary>
    [Theory]
    [InlineData("llama")]
    [InlineData("opt")]
    public void Append_MassiveActivation_KeepsTheOtherChannels(string kind)
    {
        var weights = TinyDecoders.Random(TinyDecoders.Get(kind), 2);
        var rows = weights.TokenEmbedding.Values.ToArray();
        for (var i = 0; i < TinyDecoders.Llama.HiddenSize; i++) rows[i] = i == 5 ? 30_000 : 0;
        weights = weights with
        {
            TokenEmbedding = weights.TokenEmbedding with { Values = rows },
            Blocks = [.. weights.Blocks.Select(block => block with { AttentionNorm = Small(block.AttentionNorm), MlpNorm = Small(block.MlpNorm) })],
            FinalNorm = Small(weights.FinalNorm),
        };
        int[] tokens = [0, .. TinyDecoders.Tokens(39, 2).Select(token => Math.Max(1, token))];
        var scales = DecoderCalibration.Run(weights, [tokens, [0, .. TinyDecoders.Tokens(39, 3)]]);
        var one = scales with { Residual = 1.5 * 30_000 / short.MaxValue, ResidualShifts = null };
        var expected = TinyDecoders.Run(new ReferenceDecoder(weights), tokens, 40)[TinyDecoders.Vocabulary..];

        Assert.True(scales.ResidualShifts![5] > 0);
        Assert.InRange(Error(expected, TinyDecoders.Run(IntegerDecoder.Compile(weights, scales, _workers), tokens, 40)[TinyDecoders.Vocabulary..]), 0, 0.15);
        Assert.InRange(Error(expected, TinyDecoders.Run(IntegerDecoder.Compile(weights, one, _workers), tokens, 40)[TinyDecoders.Vocabulary..]), 0.3, 10);

        // Where such channels occur, norms hardly let them through.
        static NormWeights Small(NormWeights norm) => norm with { Gain = [.. norm.Gain.Select((gain, i) => i == 5 ? 0.01f : gain)] };
    }

    /// <summary>What speculative decoding rests on: a batch gives the bits that single tokens give.</summary>
    [Fact]
    public void Append_AnyGrouping_GivesTheSameBits() =>
        Gen.Select(Kind, Gen.ULong[0, 20], Gen.Int[1, 12].Array[1, 5], Gen.Int[1, 9]).Sample((kind, seed, parts, chunk) =>
        {
            var (model, tokens) = Make(kind, seed, _workers, new IntegerDecoderOptions { ChunkRows = chunk });
            Assert.Equal(TinyDecoders.Run(model, tokens, 1), TinyDecoders.Run(model, tokens, parts));
        }, iter: 40, threads: 1);

    [Fact]
    public void Append_AnyThreadsAndTile_GiveTheSameBits() =>
        Gen.Select(Kind, Gen.ULong[0, 20], Gen.Int[1, 5], Gen.Int[1, 40]).Sample((kind, seed, threads, tile) =>
        {
            using var workers = new IntegerWorkers(threads);
            var (plain, tokens) = Make(kind, seed, _workers, new IntegerDecoderOptions());
            var (model, _) = Make(kind, seed, workers, new IntegerDecoderOptions { AttentionTile = tile, SerialNanoseconds = 0 });
            Assert.Equal(TinyDecoders.Run(plain, tokens, 40), TinyDecoders.Run(model, tokens, 40));
        }, iter: 20, threads: 1);

    /// <summary>A token alone goes another way than a prompt: the threads meet within it, help each other, and may share a key-value head.</summary>
    [Fact]
    public void Append_OneByOneWithAnyThreads_GivesTheSameBits() =>
        Gen.Select(Kind, Gen.ULong[0, 20], Gen.Int[1, 5], Gen.Bool, Gen.Bool, Gen.Bool).Sample((kind, seed, threads, oneTask, helpOthers, hugePages) =>
        {
            using var workers = new IntegerWorkers(threads);
            var (plain, tokens) = Make(kind, seed, _workers, new IntegerDecoderOptions());
            var (model, _) = Make(kind, seed, workers, new IntegerDecoderOptions { HugePages = hugePages });
            var other = model.With(new IntegerDecoderOptions { OneTaskPerToken = oneTask, HelpOthers = helpOthers, SerialNanoseconds = 0 });
            var expected = TinyDecoders.Run(plain, tokens, 40);
            Assert.Equal(expected, TinyDecoders.Run(model, tokens, 1));
            Assert.Equal(expected, TinyDecoders.Run(other, tokens, 1));
        }, iter: 25, threads: 1);

    [Fact]
    public void Truncate_ThenAppend_EqualsAFreshSequence() =>
        Gen.Select(Kind, Gen.ULong[0, 20], Gen.Int[0, 20], Gen.Int[1, 20]).Sample((kind, seed, kept, forgotten) =>
        {
            var (model, tokens) = Make(kind, seed, _workers, new IntegerDecoderOptions());
            using var session = model.Start(64);
            session.Append([.. tokens[..kept], .. TinyDecoders.Tokens(forgotten, seed + 1)], []);
            session.Truncate(kept);
            var found = new float[(tokens.Length - kept) * TinyDecoders.Vocabulary];
            session.Append(tokens.AsSpan(kept), found);

            Assert.Equal(TinyDecoders.Run(model, tokens, 40)[(kept * TinyDecoders.Vocabulary)..], found);
        }, iter: 20, threads: 1);

    /// <summary>Rows without logits skip what no one reads of the last block; the others, and what follows, do not notice.</summary>
    [Fact]
    public void Append_LastRowsOnly_AreTheLastRowsOfAll() =>
        Gen.Select(Kind, Gen.Int[1, 9], Gen.Int[0, 30]).Sample((kind, chunk, count) =>
        {
            var (model, tokens) = Make(kind, 1, _workers, new IntegerDecoderOptions { ChunkRows = chunk });
            using var session = model.Start(40);
            var last = new float[count * TinyDecoders.Vocabulary];
            var next = new float[10 * TinyDecoders.Vocabulary];
            session.Append(tokens.AsSpan(0, 30), last);
            session.Append(tokens.AsSpan(30), next);

            Assert.Equal(TinyDecoders.Run(model, tokens, 40)[^((count + 10) * TinyDecoders.Vocabulary)..], last.Concat(next).ToArray());
        }, iter: 20, threads: 1);

    /// <summary>What pruning may leave.</summary>
    [Fact]
    public void Append_ModelWithoutBlocks_IsEmbeddingNormAndHead()
    {
        var weights = TinyDecoders.FirstBlocks(TinyDecoders.Random(TinyDecoders.Llama, 3), 0);
        var tokens = TinyDecoders.Tokens(20, 3);
        var model = IntegerDecoder.Compile(weights, TinyDecoders.Calibrate(weights), _workers);
        Assert.InRange(Error(TinyDecoders.Run(new ReferenceDecoder(weights), tokens, 20), TinyDecoders.Run(model, tokens, 20)), 0, 0.05);
    }

    /// <summary>Rows in place of tokens: those that a token has give its logits.</summary>
    [Fact]
    public void AppendEmbeddings_RowsOfTokens_AreCloseToTokens()
    {
        var weights = TinyDecoders.Random(TinyDecoders.Llama, 3);
        var model = IntegerDecoder.Compile(weights, TinyDecoders.Calibrate(weights), _workers);
        var tokens = TinyDecoders.Tokens(20, 3);
        using var session = model.Start(20);
        session.AppendEmbeddings([.. tokens[..19].SelectMany(token => weights.TokenEmbedding.Row(token).ToArray())]);
        var found = new float[TinyDecoders.Vocabulary];
        session.Append([tokens[19]], found);

        var expected = TinyDecoders.Run(model, tokens, 20)[^TinyDecoders.Vocabulary..];
        Assert.All(expected.Zip(found), pair => Assert.InRange(pair.First - pair.Second, -0.5, 0.5));
    }

    [Fact]
    public void Append_OneToken_AllocatesNothing()
    {
        var (model, tokens) = Make("llama", 1, _workers, new IntegerDecoderOptions());
        using var session = model.Start(64);
        var logits = new float[TinyDecoders.Vocabulary];
        for (var i = 0; i < 20; i++) session.Append(tokens.AsSpan(i, 1), logits);

        // Threads help each other, so this one may meet a piece that needs its scratch memory late; it takes that memory once.
        Assert.InRange(Enumerable.Range(20, 20).Count(i => Allocated(i) > 0), 0, 2);

        long Allocated(int i)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            session.Append(tokens.AsSpan(i, 1), logits);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>A long sequence needs memory in proportion to its length: caches, and one score a key, nothing squared.</summary>
    [Fact]
    public void Append_32768Positions_TakesMemoryInProportion()
    {
        const int length = 1 << 15;
        var weights = TinyDecoders.Random(TinyDecoders.Llama with { Layers = 1, Heads = 2, KeyValueHeads = 1, MaxPositions = length }, 2);
        var model = IntegerDecoder.Compile(weights, TinyDecoders.Calibrate(weights), _workers);
        var tokens = TinyDecoders.Tokens(length, 9);
        var logits = new float[TinyDecoders.Vocabulary];
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var session = model.Start(length);
        session.Append(tokens, logits);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        // Keys, values, rotations, scores and weights of four queries, and buffers of one chunk: a square matrix would be 2^30.
        Assert.InRange(bytes, 0, length * 128L);
        Assert.Equal(length, session.Length);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void Append_BadArguments_AreRefusedAndLeaveTheSequenceAsItIs()
    {
        var (model, tokens) = Make("llama", 1, _workers, new IntegerDecoderOptions());
        using var session = model.Start(40);
        session.Append(tokens.AsSpan(0, 10), []);
        Assert.Throws<ArgumentException>(() => session.Append([TinyDecoders.Vocabulary], []));
        Assert.Throws<ArgumentException>(() => session.Append([-1], []));
        Assert.Throws<ArgumentException>(() => session.Append(tokens.AsSpan(0, 31), []));
        Assert.Throws<ArgumentException>(() => session.Append(tokens.AsSpan(0, 1), new float[5]));
        Assert.Throws<ArgumentException>(() => session.AppendEmbeddings(new float[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Truncate(11));
        Assert.Equal(10, session.Length);
    }

    [Fact]
    public void Compile_SumsThatCouldOverflow_AreRefused()
    {
        var weights = TinyDecoders.Random(TinyDecoders.Llama, 1);
        var scales = TinyDecoders.Calibrate(weights);
        weights = weights with { Blocks = [weights.Blocks[0] with { Down = weights.Blocks[0].Down with { Bias = [.. Enumerable.Repeat(1e8f, 32)] } }, weights.Blocks[1]] };
        var error = Assert.Throws<InvalidModelException>(() => IntegerDecoder.Compile(weights, scales, _workers));
        Assert.Equal("block 0, Down, output 0", error.Field);
        Assert.Contains("overflow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_ScalesOfAnotherModel_AreRefused()
    {
        var scales = TinyDecoders.Calibrate(TinyDecoders.Random(TinyDecoders.Llama, 1));
        Assert.Contains("heads", Assert.Throws<InvalidModelException>(() => IntegerDecoder.Compile(TinyDecoders.Random(TinyDecoders.Qwen, 1), scales, _workers)).Problem, StringComparison.Ordinal);
        Assert.Equal("scales", Assert.Throws<InvalidModelException>(() => IntegerDecoder.Compile(TinyDecoders.FirstBlocks(TinyDecoders.Random(TinyDecoders.Llama, 1), 1), scales, _workers)).Field);
        Assert.Contains("shifts", Assert.Throws<InvalidModelException>(() => IntegerDecoder.Compile(TinyDecoders.Random(TinyDecoders.Llama, 1), scales with { ResidualShifts = [0, 1] }, _workers)).Problem, StringComparison.Ordinal);
    }

    private static double Error(float[] expected, float[] found) =>
        Math.Sqrt(expected.Zip(found, (e, f) => (double)(e - f) * (e - f)).Sum() / expected.Sum(e => (double)e * e));

    private static (IntegerDecoder Model, int[] Tokens) Make(string kind, ulong seed, IntegerWorkers workers, IntegerDecoderOptions options)
    {
        var weights = TinyDecoders.Random(TinyDecoders.Get(kind), seed);
        return (IntegerDecoder.Compile(weights, TinyDecoders.Calibrate(weights), workers, options), TinyDecoders.Tokens(40, seed));
    }
}
