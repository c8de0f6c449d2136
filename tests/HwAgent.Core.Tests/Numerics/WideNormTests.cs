using CsCheck;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

/// <summary>The norm whose result is a residual stream of 16 bits.</summary>
public sealed class WideNormTests
{
    /// <summary>
    /// Against float64. Four roundings make the error: the result's half step, a gain of 15 bits below the largest, a reciprocal of 16 bits, and the mean that
    /// LayerNorm subtracts in sixteenths of an input step, which shows in rows that hardly vary.
    /// </summary>
    [Fact]
    public void Apply_AnyRow_IsNearTheRealNorm() =>
        Gen.Select(Gen.Int[2, 128], Gen.Short.Array[128], Gen.Float[-2, 2].Array[128], Gen.Bool).Sample((width, row, gain, centred) =>
        {
            const double InputStep = 0.001, OutputStep = 0.001;
            // One gain of ordinary size: the integer gains share a scale, whose finest step is no finer than a norm needs.
            var norm = new NormWeights([1, .. gain[1..width]], null, 1e-5f);
            var found = new short[width];
            IntegerNorm.Compile(norm, centred, InputStep, OutputStep, "norm").Apply(row.AsSpan(0, width), found.AsSpan());

            var x = row[..width].Select(step => step * InputStep).ToArray();
            var mean = centred ? x.Average() : 0;
            var deviation = Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + norm.Epsilon);
            for (var i = 0; i < width; i++)
            {
                var normal = (x[i] - mean) / deviation;
                var expected = normal * norm.Gain[i] / OutputStep;
                var bound = 0.5 + (Math.Abs(normal) * norm.Gain.Max(Math.Abs) / 32768 + Math.Abs(normal * norm.Gain[i]) / 32768 + Math.Abs(norm.Gain[i]) * InputStep / 32 / deviation) / OutputStep;
                Assert.True(Math.Abs(found[i] - Math.Clamp(expected, short.MinValue, short.MaxValue)) <= bound + 0.01, $"channel {i}: {found[i]} steps, {expected:F3} expected, bound {bound:F3}");
            }
        }, iter: 2000);

    [Fact]
    public void Apply_NormWithBias_IsRefused()
    {
        var norm = IntegerNorm.Compile(new NormWeights([1, 1], [0, 0], 1e-5f), centred: true, 0.001, 0.001, "norm");
        Assert.Throws<InvalidOperationException>(() => norm.Apply(new short[2], new short[2]));
    }
}
