using CsCheck;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class SplitMix64Tests
{
    /// <summary>The reference implementation's first numbers for seed 0 (prng.di.unimi.it/splitmix64.c).</summary>
    [Fact]
    public void Next_SeedZero_EqualsReferenceImplementation()
    {
        var random = new SplitMix64(0);
        Assert.Equal([0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F], new[] { random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Next_Bound_StaysBelowIt() =>
        Gen.Select(Gen.ULong, Gen.Int[1, int.MaxValue]).Sample((seed, bound) =>
        {
            var random = new SplitMix64(seed);
            for (var i = 0; i < 10; i++) Assert.InRange(random.Next(bound), 0, bound - 1);
        });

    [Fact]
    public void Next_SmallBound_ReachesEveryValueAboutEquallyOften()
    {
        var random = new SplitMix64(7);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++) counts[random.Next(10)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }
}
