using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Compilation;

/// <summary>
/// The blocks of a product in the order in which they are computed: the inner loop reverses on every other pass, so that of two
/// neighbours one operand is the same. Block b stands at outer index b / inner and inner index b % inner, from the end where the
/// outer index is odd; this finds each from the one before it, without dividing.
/// </summary>
internal struct BlockWalk(int rowBlocks, int columnBlocks, BlockOrder order)
{
    private readonly int _inner = order == BlockOrder.RowsOuter ? columnBlocks : rowBlocks;
    private int _outerIndex;
    private int _innerIndex = -1;
    private bool _isBackward;

    /// <summary>The next block; the caller knows how many there are.</summary>
    public BlockPlace Next()
    {
        if (_innerIndex == (_isBackward ? 0 : _inner - 1))
        {
            // The next pass begins where this one ends.
            _outerIndex++;
            _isBackward = !_isBackward;
        }
        else
        {
            _innerIndex += _isBackward ? -1 : 1;
        }

        return order == BlockOrder.RowsOuter ? new BlockPlace(_outerIndex, _innerIndex) : new BlockPlace(_innerIndex, _outerIndex);
    }

    /// <summary>Goes on from elsewhere: an even number of passes further, or another block of the same pass.</summary>
    public void Move(int outer, int inner)
    {
        _outerIndex += outer;
        _innerIndex += inner;
    }

    /// <summary>A place so many passes and blocks further.</summary>
    public readonly BlockPlace Moved(BlockPlace place, int outer, int inner) => order == BlockOrder.RowsOuter
        ? new BlockPlace(place.RowBlock + outer, place.ColumnBlock + inner)
        : new BlockPlace(place.RowBlock + inner, place.ColumnBlock + outer);
}
