namespace HwAgent.Core.Integer;

/// <summary>How the threads divide the matrices of a block: what is multiplied between two meetings is one division.</summary>
internal sealed class BlockShares
{
    /// <param name="block">The block.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="helpOthers">As in <see cref="IntegerDecoderOptions.HelpOthers"/>.</param>
    public BlockShares(IntegerBlock block, int workers, bool helpOthers)
    {
        Project = PanelShares.InTurn([block.Query.Weights, block.Key.Weights, block.Value.Weights], workers, helpOthers);
        Output = PanelShares.InTurn([block.Output.Weights], workers, helpOthers);
        Widen = block.Gate is null ? PanelShares.InTurn([block.Up.Weights], workers, helpOthers) : PanelShares.SideBySide(block.Gate.Weights, block.Up.Weights, workers, helpOthers);
        Down = PanelShares.InTurn([block.Down.Weights], workers, helpOthers);
    }

    /// <summary>Queries, keys and values as if they were one matrix: a thread may have a part of the queries only.</summary>
    public PanelShares Project { get; }

    public PanelShares Output { get; }

    /// <summary>Gate and up alike, so that a thread has both factors of its channels.</summary>
    public PanelShares Widen { get; }

    public PanelShares Down { get; }
}
