using CsCheck;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Tests.Compilation;

public class BlockWalkTests
{
    [Fact]
    public void Next_AnyProduct_IsWhereTheFormulaPutsTheBlock() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.OneOf(BlockOrder.RowsOuter, BlockOrder.ColumnsOuter)).Sample((rows, columns, order) =>
        {
            var walk = new BlockWalk(rows, columns, order);
            for (var block = 0; block < rows * columns; block++) Assert.Equal(ByDivision(block, rows, columns, order), walk.Next());
        }, iter: 300);

    /// <summary>The definition of the order.</summary>
    internal static BlockPlace ByDivision(int block, int rows, int columns, BlockOrder order)
    {
        var inner = order == BlockOrder.RowsOuter ? columns : rows;
        var (outerIndex, innerIndex) = (block / inner, block % inner);
        if ((outerIndex & 1) == 1) innerIndex = inner - 1 - innerIndex;
        return order == BlockOrder.RowsOuter ? new BlockPlace(outerIndex, innerIndex) : new BlockPlace(innerIndex, outerIndex);
    }
}
