namespace HwAgent.Core.Integer;

/// <summary>How the threads divide the matrices of a block: what is multiplied between two meetings is one division.</summary>
internal sealed class BlockShares
{
    /// <param name="block">The block.</param>
    /// <param name="workers">Threads.</param>
    public BlockShares(IntegerBlock block, int workers)
    {
        Project = PanelShares.InTurn([block.Query.Weights, block.Key.Weights, block.Value.Weights], workers);
        Output = PanelShares.InTurn([block.Output.Weights], workers);
        Widen = block.Gate is null ? PanelShares.InTurn([block.Up.Weights], workers) : PanelShares.SideBySide(block.Gate.Weights, block.Up.Weights, workers);
        Down = PanelShares.InTurn([block.Down.Weights], workers);
    }

    /// <summary>Queries, keys and values as if they were one matrix: a thread may have a part of the queries only.</summary>
    public PanelShares Project { get; }

    public PanelShares Output { get; }

    /// <summary>Gate and up alike, so that a thread has both factors of its channels.</summary>
    public PanelShares Widen { get; }

    public PanelShares Down { get; }
}
