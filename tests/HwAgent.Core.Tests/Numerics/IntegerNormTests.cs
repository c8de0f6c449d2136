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
        Gen.Select(Norms, Gen.Bool, Gen.OneOf(0.001, 0.05, 0.5)).Sample((norm, centred, step) =>
        {
            var compiled = IntegerNorm.Compile(norm.Norm, centred, 0.002, step, "norm");
            var (expected, found) = (new sbyte[norm.Row.Length], new sbyte[norm.Row.Length]);
            compiled.Apply(norm.Row, expected);
            compiled.ApplyFast(norm.Row, found);
            Assert.Equal(expected, found);
        }, iter: 5000);
}
