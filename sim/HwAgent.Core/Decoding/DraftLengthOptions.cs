namespace HwAgent.Core.Decoding;

/// <summary>How many tokens are drafted before the target looks at them.</summary>
public sealed record DraftLengthOptions
{
    /// <summary>Most tokens of a draft.</summary>
    public int Maximum { get; init; } = 8;

    /// <summary>True: between 0 and <see cref="Maximum"/>, as the acceptance up to now suggests; false: always <see cref="Maximum"/>.</summary>
    public bool Adapts { get; init; } = true;

    /// <summary>Cost of one more row in a pass of the target relative to a pass over one row: near 0 where memory is the limit, near 1 where arithmetic is.</summary>
    public double RowCost { get; init; }

    /// <summary>What is wrong with the options, or null.</summary>
    public string? Problem() =>
        Maximum is < 1 or > 256 ? $"A draft has {Maximum} tokens at most; it is 1 to 256."
        : !(RowCost is >= 0 and <= 1) ? $"The cost of a row is {RowCost}; it is 0 to 1."
        : null;
}
