using System.Collections.Concurrent;
using CsCheck;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class IntegerRotationTests
{
    /// <summary>By pairs of a head: making a table takes longer than using it.</summary>
    private static readonly ConcurrentDictionary<int, RotaryTable> Tables = new();

    private static readonly Gen<short> Wide = Gen.OneOf(Gen.Short, Gen.OneOf(short.MinValue, short.MaxValue, (short)0, (short)-1));

    [Fact]
    public void ApplyFast_AnyHead_EqualsApply() =>
        Gen.Select(Gen.Int[1, 40], Gen.Bool, Gen.Int[0, 300], Wide.Array[80]).Sample((pairs, interleaved, position, values) =>
        {
            var table = Turns(pairs, position);
            var (expected, found) = (new sbyte[2 * pairs], new sbyte[2 * pairs]);
            IntegerRotation.Apply(values.AsSpan(0, 2 * pairs), table, interleaved, expected);
            IntegerRotation.ApplyFast(values.AsSpan(0, 2 * pairs), table, interleaved, found);
            Assert.Equal(expected, found);
        }, iter: 3000);

    /// <summary>One rounding, and a table of 14 fraction bits: what NUMERICS.md states.</summary>
    [Fact]
    public void Apply_AnyHead_IsWithinTheStatedErrorOfFloat64() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Short[-7000, 7000].Array[16]).Sample((position, values) =>
        {
            var frequencies = RotaryEmbedding.FromTheta(10000, 16, interleaved: false).InverseFrequencies;
            var found = new sbyte[16];
            IntegerRotation.Apply(values, Turns(8, position), interleaved: false, found);
            for (var i = 0; i < 8; i++)
            {
                var (sin, cos) = Math.SinCos(position * frequencies[i]);
                var exact = Math.Clamp((values[i] * cos - values[i + 8] * sin) / 64, -128, 127);
                Assert.InRange(found[i] - exact, -0.51, 0.51);
            }
        }, iter: 1000);

    [Fact]
    public void Apply_PositionZero_OnlyRounds()
    {
        var found = new sbyte[4];
        IntegerRotation.Apply([64, 96, -32, -33], Turns(2, 0), interleaved: true, found);
        Assert.Equal(new sbyte[] { 1, 2, 0, -1 }, found);
    }

    private static short[] Turns(int pairs, int position) =>
        Tables.GetOrAdd(pairs, p => new RotaryTable(RotaryEmbedding.FromTheta(10000, 2 * p, interleaved: false))).ForPositions(position + 1)[(2 * pairs * position)..(2 * pairs * (position + 1))];
}
