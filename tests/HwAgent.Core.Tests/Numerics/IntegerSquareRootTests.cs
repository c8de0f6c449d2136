using System.Numerics;
using CsCheck;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class IntegerSquareRootTests
{
    private static readonly Gen<ulong> Value = Gen.OneOf(
        Gen.ULong, Gen.ULong[0, 100], Gen.UInt.Select(r => (ulong)r * r), Gen.UInt.Select(r => (ulong)r * r - 1), Gen.ULong[ulong.MaxValue - 100, ulong.MaxValue]);

    [Fact]
    public void Floor_AnyNumber_IsTheLargestRootNotAbove() =>
        Value.Sample(value =>
        {
            BigInteger root = IntegerSquareRoot.Floor(value);
            Assert.True(root * root <= value);
            Assert.True((root + 1) * (root + 1) > value);
        }, iter: 100_000);
}
