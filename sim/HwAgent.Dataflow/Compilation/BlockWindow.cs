using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Compilation;

/// <summary>The block at work, the two before it and the one after it, moving along a <see cref="BlockWalk"/>.</summary>
internal struct BlockWindow
{
    private BlockWalk _walk;

    public BlockWindow(int rowBlocks, int columnBlocks, BlockOrder order)
    {
        _walk = new BlockWalk(rowBlocks, columnBlocks, order);
        Blocks = (long)rowBlocks * columnBlocks;
        (Outer, Inner) = order == BlockOrder.RowsOuter ? (rowBlocks, columnBlocks) : (columnBlocks, rowBlocks);
        Here = _walk.Next();
        if (Blocks > 1) After = _walk.Next();
    }

    /// <summary>Blocks of the product.</summary>
    public long Blocks { get; }

    /// <summary>Passes of the outer loop.</summary>
    public int Outer { get; }

    /// <summary>Blocks of a pass.</summary>
    public int Inner { get; }

    /// <summary>Number of the block at work; <see cref="Blocks"/> when all are done.</summary>
    public long Block { get; private set; }

    /// <summary>The pass that the block at work is in.</summary>
    public int OuterPlace { get; private set; }

    /// <summary>Blocks before the one at work in its pass.</summary>
    public int InnerPlace { get; private set; }

    public BlockPlace Before2 { get; private set; }

    public BlockPlace Before { get; private set; }

    public BlockPlace Here { get; private set; }

    public BlockPlace After { get; private set; }

    public void Advance()
    {
        (Before2, Before, Here) = (Before, Here, After);
        Block++;
        if (++InnerPlace == Inner) (OuterPlace, InnerPlace) = (OuterPlace + 1, 0);
        if (Block + 1 < Blocks) After = _walk.Next();
    }

    /// <summary>Moves all four by <paramref name="count"/> blocks; all stay in the pass that they are in.</summary>
    public void SkipInner(long count)
    {
        if (count == 0) return;
        Block += count;
        InnerPlace += (int)count;
        Move(0, (OuterPlace & 1) == 1 ? -(int)count : (int)count);
    }

    /// <summary>Moves all four by <paramref name="count"/> passes, an even number, so that each runs in the direction in which it ran.</summary>
    public void SkipOuter(long count)
    {
        if (count == 0) return;
        Block += count * Inner;
        OuterPlace += (int)count;
        Move((int)count, 0);
    }

    private void Move(int outer, int inner)
    {
        _walk.Move(outer, inner);
        Before2 = _walk.Moved(Before2, outer, inner);
        Before = _walk.Moved(Before, outer, inner);
        Here = _walk.Moved(Here, outer, inner);
        After = _walk.Moved(After, outer, inner);
    }
}
