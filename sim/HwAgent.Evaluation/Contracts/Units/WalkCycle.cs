namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>One cycle of the walk of a MATMUL over its tiles.</summary>
internal readonly record struct WalkCycle
{
    /// <summary>The array takes operands.</summary>
    public bool Steps { get; init; }

    /// <summary>First step of a tile.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Last step of a tile (output-stationary).</summary>
    public bool IsLast { get; init; }

    /// <summary>A weight row enters the array (weight-stationary).</summary>
    public bool Loads { get; init; }

    /// <summary>The first weight row of a tile.</summary>
    public bool IsFirstLoad { get; init; }

    /// <summary>Word of the activation scratchpad that is read; null for none.</summary>
    public int? ActivationWord { get; init; }

    /// <summary>Part of the activation word that this step takes.</summary>
    public int ActivationPick { get; init; }

    /// <summary>Word of the weight scratchpad that is read; null for none.</summary>
    public int? WeightWord { get; init; }

    /// <summary>Step of the weight word that this step or weight row takes.</summary>
    public int WeightPick { get; init; }

    /// <summary>The tile whose sums are on their way out from here; null for none.</summary>
    public WalkTile? Leaves { get; init; }

    /// <summary>The last cycle of the walk.</summary>
    public bool Finishes { get; init; }
}
