using CsCheck;
using HwAgent.Dataflow.Search;

namespace HwAgent.Dataflow.Tests.Search;

public class BlockSizesTests
{
    [Fact]
    public void Balanced_Thirteen_SplitsEvenly() => Assert.Equal([13, 7, 5, 4, 3, 2, 1], BlockSizes.Balanced(13, 255, isFine: false));

    [Fact]
    public void Balanced_Any_IsStrictlyFallingDownToOne() =>
        Gen.Select(Gen.Int[1, 200_000], Gen.Int[1, 300], Gen.Bool).Sample((units, largest, isFine) =>
        {
            var sizes = BlockSizes.Balanced(units, largest, isFine);
            Assert.Equal(1, sizes[^1]);
            Assert.True(sizes[0] <= Math.Min(units, largest));
            Assert.Equal(sizes.OrderDescending().Distinct(), sizes);
        }, seed: "0000000000006", iter: 500);
}
