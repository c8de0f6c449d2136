using CsCheck;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Kernels;

namespace HwAgent.Core.Tests.Integer;

public sealed class PackedLinearTests
{
    public static readonly TheoryData<KernelPath> Paths = [.. KernelPaths.Supported];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_AnyLayer_EqualsReference(KernelPath path)
    {
        using var workers = new IntegerWorkers(2);
        Gen.Select(RandomLayers.Shapes, Gen.OneOf(Gen.Int[1, 9], Gen.Int[10, 30]), Gen.Bool).Sample((shape, rows, extreme) =>
        {
            var layer = RandomLayers.Layer(shape.Outputs, shape.Inputs, shape.GroupSize, 0, extreme, shape.Seed);
            var activations = RandomLayers.Activations(rows * shape.Inputs, extreme, shape.Seed + 1);
            Assert.Equal(Reference(layer, activations, rows), Multiply(PackedLinear.Pack(layer, path), activations, rows, workers));
        }, iter: 120, threads: 1);
    }

    /// <summary>Each width alone, with and without groups, one row and many: the kernels that the mixed layers might draw too seldom.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_OneWidth_EqualsReference(KernelPath path)
    {
        using var workers = new IntegerWorkers(1);
        foreach (var bits in (int[])[2, 3, 4, 8])
        {
            foreach (var groupSize in (int[])[0, 32, 128])
            {
                var layer = RandomLayers.Layer(50, 333, groupSize, bits, extreme: false, seed: 5);
                foreach (var rows in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13])
                {
                    var activations = RandomLayers.Activations(rows * 333, extreme: false, seed: 6);
                    Assert.Equal(Reference(layer, activations, rows), Multiply(PackedLinear.Pack(layer, path), activations, rows, workers));
                }
            }
        }
    }

    /// <summary>The longest row with all products at their largest: 2^16 times 128 * 128 is 2^30.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_LongestExtremeRow_DoesNotOverflow(KernelPath path)
    {
        const int Inputs = 65536;
        using var workers = new IntegerWorkers(1);
        foreach (var (bits, groupSize, scale) in ((int, int, byte)[])[(8, 0, 1), (4, 0, 1), (4, 32, 16), (3, 128, 32), (2, 64, 64)])
        {
            var groups = groupSize == 0 ? 0 : Inputs / groupSize;
            var weight = -(1 << (bits - 1));
            var layer = new QuantisedLinear(
                1, Inputs, [.. Enumerable.Repeat((sbyte)weight, Inputs)], [(byte)bits], [1], groupSize, groupSize == 0 ? null : [.. Enumerable.Repeat(scale, groups)], null);
            foreach (var activation in (sbyte[])[-128, 127])
            {
                sbyte[] activations = [.. Enumerable.Repeat(activation, 2 * Inputs)];
                var packed = PackedLinear.Pack(layer, path);
                var expected = Inputs * weight * scale * activation;
                Assert.Equal([expected], Multiply(packed, activations.AsSpan(0, Inputs), 1, workers));
                Assert.Equal([expected, expected], Multiply(packed, activations, 2, workers));
            }
        }
    }

    /// <summary>What makes verifying a draft equal to decoding token by token.</summary>
    [Fact]
    public void Multiply_RowAlone_EqualsRowOfTheBatch()
    {
        using var workers = new IntegerWorkers(2);
        Gen.Select(RandomLayers.Shapes, Gen.Int[2, 260]).Sample((shape, rows) =>
        {
            var packed = PackedLinear.Pack(RandomLayers.Layer(shape.Outputs, shape.Inputs, shape.GroupSize, 0, extreme: false, shape.Seed));
            var activations = RandomLayers.Activations(rows * shape.Inputs, extreme: false, shape.Seed + 1);
            var batch = Multiply(packed, activations, rows, workers);
            for (var row = 0; row < rows; row++)
            {
                var alone = Multiply(packed, activations.AsSpan(row * shape.Inputs, shape.Inputs), 1, workers);
                Assert.True(batch.AsSpan(row * shape.Outputs, shape.Outputs).SequenceEqual(alone), $"row {row} of {rows}, {shape}");
            }
        }, iter: 30, threads: 1);
    }

    [Fact]
    public void Multiply_AnyThreadCount_GivesTheSameBits()
    {
        IntegerWorkers[] counts = [new(1), new(2), new(3), new(7)];
        try
        {
            Gen.Select(RandomLayers.Shapes, Gen.Int[1, 40]).Sample((shape, rows) =>
            {
                var packed = PackedLinear.Pack(RandomLayers.Layer(shape.Outputs, shape.Inputs, shape.GroupSize, 0, extreme: false, shape.Seed));
                var activations = RandomLayers.Activations(rows * shape.Inputs, extreme: false, shape.Seed + 1);
                var results = counts.Select(workers => Multiply(packed, activations, rows, workers)).ToList();
                Assert.All(results, result => Assert.Equal(results[0], result));
            }, iter: 60, threads: 1);
        }
        finally
        {
            foreach (var workers in counts) workers.Dispose();
        }
    }

    /// <summary>Rows in several parts and inputs in several stretches, larger than the caches' blocks.</summary>
    [Fact]
    public void Multiply_LargeProduct_EqualsReference()
    {
        using var workers = new IntegerWorkers(2);
        var layer = RandomLayers.Layer(48, 2500, 64, 0, extreme: false, seed: 11);
        var activations = RandomLayers.Activations(251 * 2500, extreme: false, seed: 12);

        Assert.Equal(Reference(layer, activations, 251), Multiply(PackedLinear.Pack(layer), activations, 251, workers));
    }

    [Fact]
    public void Multiply_WarmedUp_AllocatesNothing()
    {
        using var workers = new IntegerWorkers(2);
        var packed = PackedLinear.Pack(RandomLayers.Layer(64, 128, 32, 4, extreme: false, seed: 1));
        var activations = RandomLayers.Activations(8 * 128, extreme: false, seed: 2);
        var sums = new int[8 * 64];
        // Threads help each other, so this one may meet a piece that needs its scratch memory late; it takes that memory once.
        for (var i = 0; i < 3; i++) Round();
        Assert.InRange(Enumerable.Range(0, 20).Count(_ => Rounds() > 0), 0, 2);

        long Rounds()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) Round();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Round()
        {
            packed.Multiply(activations.AsSpan(0, 128), 1, sums.AsSpan(0, 64), workers);
            packed.Multiply(activations, 8, sums, workers);
        }
    }

    [Fact]
    public void Bytes_NarrowWeights_TakeTheirTrueWidth()
    {
        foreach (var bits in (int[])[2, 3, 4, 8])
            Assert.Equal(256 * 1024 * bits / 8, PackedLinear.Pack(RandomLayers.Layer(256, 1024, 0, bits, extreme: false, seed: 1)).Bytes);
        // One byte of scale for 64 weights of 4 bits.
        Assert.Equal(256 * 1024 / 2 + 256 * 1024 / 64, PackedLinear.Pack(RandomLayers.Layer(256, 1024, 64, 4, extreme: false, seed: 1)).Bytes);
    }

    [Fact]
    public void Pack_PartsThatDoNotFit_ThrowsAndSaysWhich()
    {
        var good = RandomLayers.Layer(64, 40, 32, 4, extreme: false, seed: 1);
        sbyte[] tooLarge = [.. good.Values];
        tooLarge[41] = 8;
        byte[] tooLargeScales = [.. good.GroupScales!];
        tooLargeScales[3] = 17;
        byte[] ragged = [.. good.RowBits];
        for (var row = 20; row < 64; row++) ragged[row] = 8;

        Refuses(good with { Values = tooLarge }, "row 1 holds the weight 8");
        Refuses(good with { Values = good.Values[1..] }, "2559 weights");
        Refuses(good with { GroupScales = tooLargeScales }, "row 1 has the group scale 17");
        Refuses(good with { GroupScales = null }, "group scales");
        Refuses(good with { GroupSize = 48 }, "group size is 48");
        Refuses(good with { RowBits = ragged }, "width changes at row 20");
        Refuses(good with { RowBits = [.. Enumerable.Repeat((byte)5, 64)] }, "5 bits");
        Refuses(RandomLayers.Layer(1, 65537, 0, 2, extreme: false, seed: 1), "65537 inputs");

        static void Refuses(QuantisedLinear layer, string problem) =>
            Assert.Contains(problem, Assert.Throws<ArgumentException>(() => PackedLinear.Pack(layer)).Message);
    }

    [Fact]
    public void Multiply_WrongSizes_Throws()
    {
        using var workers = new IntegerWorkers(1);
        var packed = PackedLinear.Pack(RandomLayers.Layer(64, 40, 0, 4, extreme: false, seed: 1));

        Assert.Contains("not 79", Assert.Throws<ArgumentException>(() => packed.Multiply(new sbyte[79], 2, new int[128], workers)).Message);
        Assert.Contains("not 127", Assert.Throws<ArgumentException>(() => packed.Multiply(new sbyte[80], 2, new int[127], workers)).Message);
        Assert.Contains("epilogue", Assert.Throws<ArgumentException>(() => packed.MultiplyToInt8(new sbyte[80], 2, new Epilogue([], []), new sbyte[128], workers)).Message);
    }

    private static int[] Reference(QuantisedLinear layer, sbyte[] activations, int rows)
    {
        var sums = new int[rows * layer.Outputs];
        ReferenceLinear.Multiply(layer, activations, rows, sums);
        return sums;
    }

    private static int[] Multiply(PackedLinear packed, ReadOnlySpan<sbyte> activations, int rows, IntegerWorkers workers)
    {
        var sums = new int[rows * packed.Outputs];
        packed.Multiply(activations, rows, sums, workers);
        return sums;
    }
}
