using CsCheck;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class IntegerNormTests
{
    private static readonly Gen<short> Value = Gen.OneOf(Gen.Short, Gen.Short[-40, 40], Gen.OneOf(short.MinValue, short.MaxValue, (short)0));
    private static readonly Gen<(NormWeights Norm, short[] Row)> Norms = Gen.Select(
        Gen.Int[1, 70], Gen.Bool, Gen.OneOf(1e-5f, 1e-12f), Gen.Float[-3, 3].Array[70], Gen.Float[-20, 20].Array[70], Value.Array[70],
        (width, bias, epsilon, gains, biases, row) => (new NormWeights(gains[..width], bias ? biases[..width] : null, epsilon), row[..width]));

    [Fact]
    public void ApplyFast_AnyRow_EqualsApply() =>
        Gen.Select(Norms, Gen.Bool, Gen.OneOf(0.001, 0.05, 0.5), Gen.Int[0, 8].Array[70].Null()).Sample((norm, centred, step, shifts) =>
        {
            var compiled = IntegerNorm.Compile(norm.Norm, centred, 0.002, step, "norm", shifts?[..norm.Row.Length]);
            var (expected, found) = (new sbyte[norm.Row.Length], new sbyte[norm.Row.Length]);
            compiled.Apply(norm.Row, expected);
            compiled.ApplyFast(norm.Row, found);
            Assert.Equal(expected, found);
        }, iter: 5000);

    /// <summary>A step of its own changes how a channel is written, not what it says.</summary>
    [Fact]
    public void Apply_ChannelsOfTheirOwnSteps_IsTheNormOfTheValues() =>
        Gen.Select(Gen.Short[-100, 100].Array[20], Gen.Int[0, 7].Array[20], Gen.Bool).Sample((row, shifts, centred) =>
        {
            var norm = new NormWeights([.. Enumerable.Range(1, 20).Select(i => i / 10f)], null, 1e-5f);
            var (expected, found) = (new sbyte[20], new sbyte[20]);
            IntegerNorm.Compile(norm, centred, 0.002, 0.03, "norm").Apply([.. row.Select((x, i) => (short)(x << shifts[i]))], expected);
            IntegerNorm.Compile(norm, centred, 0.002, 0.03, "norm", shifts).Apply(row, found);
            Assert.Equal(expected, found);
        }, iter: 1000);

    [Theory]
    [InlineData(false, 4096, 9)]
    [InlineData(true, 4096, 4)]
    [InlineData(true, 64, 9)]
    public void Compile_ShiftThatSumsDoNotHold_IsRefused(bool centred, int width, int shift)
    {
        var norm = new NormWeights([.. Enumerable.Repeat(1f, width)], null, 1e-5f);
        Assert.Equal(shift - 1, IntegerNorm.MaxChannelShift(width, centred));
        Assert.Throws<InvalidModelException>(() => IntegerNorm.Compile(norm, centred, 0.01, 0.01, "norm", [.. Enumerable.Repeat(shift, width)]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_LargestValuesAndShifts_DoNotOverflow(bool centred)
    {
        const int width = 4096;
        var norm = new NormWeights([.. Enumerable.Repeat(1f, width)], null, 1e-5f);
        var shift = IntegerNorm.MaxChannelShift(width, centred);
        var compiled = IntegerNorm.Compile(norm, centred, 0.001, 1.0 / 64, "norm", [.. Enumerable.Repeat(shift, width)]);
        short[] row = [.. Enumerable.Range(0, width).Select(i => i % 2 == 0 ? short.MinValue : short.MaxValue)];
        var (slow, fast) = (new sbyte[width], new sbyte[width]);
        compiled.Apply(row, slow);
        compiled.ApplyFast(row, fast);

        for (var i = 0; i < width; i++) Assert.Equal(i % 2 == 0 ? -64 : 64, slow[i]);
        Assert.Equal(slow, fast);
    }

    /// <summary>
    /// Half a step for the result, 2^-16 of it for the reciprocal, 2^-15 of what the largest gain would give for the gain (more in narrow rows, whose gains have at
    /// most 8 fraction bits), and for LayerNorm half a sixteenth of a step of the residual stream for the mean and 2^-9 for the bias: what NUMERICS.md states.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_AnyRow_IsWithinTheStatedErrorOfFloat64(bool centred)
    {
        const double inputScale = 0.002, outputScale = 0.05;
        var largest = 0.0;
        Gen.Select(Gen.Int[2, 300], Gen.Float[-3, 3].Array[300], Gen.Float[-3, 3].Array[300], Gen.Short[-30000, 30000].Array[300]).Sample((width, gains, biases, values) =>
        {
            var norm = new NormWeights(gains[..width], centred ? biases[..width] : null, 1e-5f);
            var row = values[..width];
            var found = new sbyte[width];
            IntegerNorm.Compile(norm, centred, inputScale, outputScale, "norm").Apply(row, found);
            var mean = centred ? row.Average(x => (double)x) : 0;
            var deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + 1e-5 / (inputScale * inputScale));
            for (var i = 0; i < width; i++)
            {
                var unit = (row[i] - mean) / deviation / outputScale;
                var exact = unit * gains[i] + (centred ? biases[i] / outputScale : 0);
                var coarsest = (centred ? 16.0 / width : 1 / Math.Sqrt(width)) * outputScale / 512;
                var allowed = 0.5 + Math.Abs(unit * gains[i]) / 50_000 + Math.Abs(unit) * Math.Max(norm.Gain.Max(Math.Abs) / 30_000, coarsest * 1.1)
                    + Math.Abs(unit * gains[i]) / 4 / (deviation * deviation * width * (centred ? width : 1))
                    + (centred ? Math.Abs(gains[i]) / outputScale / deviation / 32 + 1.0 / 512 : 0);
                if (Math.Abs(exact) > 126) continue;
                Assert.InRange(Math.Abs(found[i] - exact), 0, allowed);
                largest = Math.Max(largest, Math.Abs(found[i] - exact));
            }
        }, iter: 1000, threads: 1);
        TestContext.Current.TestOutputHelper!.WriteLine($"largest error {largest:F4} steps");
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, short.MinValue)]
    [InlineData(true, short.MinValue)]
    public void Apply_RowOfOneValue_DoesNotOverflow(bool centred, int value)
    {
        var row = new short[4096];
        Array.Fill(row, (short)value);
        var norm = IntegerNorm.Compile(new NormWeights([.. Enumerable.Repeat(1f, 4096)], null, 1e-5f), centred, 0.001, 1.0 / 64, "norm");
        var (slow, fast) = (new sbyte[4096], new sbyte[4096]);
        norm.Apply(row, slow);
        norm.ApplyFast(row, fast);

        Assert.All(slow, y => Assert.Equal(centred || value == 0 ? 0 : -64, y));
        Assert.Equal(slow, fast);
    }

    [Fact]
    public void Compile_GainBeyondTheForm_IsRefusedByName() =>
        Assert.Equal("norm 3", Assert.Throws<InvalidModelException>(() => IntegerNorm.Compile(new NormWeights([1e9f], null, 1e-5f), false, 0.01, 1e-3, "norm 3")).Field);
}
