namespace HwAgent.Core.Integer;

/// <summary>How an integer decoder runs. Nothing here changes a bit of its results.</summary>
public sealed record IntegerDecoderOptions
{
    /// <summary>Tokens that go through the blocks together; longer calls are cut into such chunks.</summary>
    public int ChunkRows { get; init; } = 128;

    /// <summary>Keys that attention visits at a time.</summary>
    public int AttentionTile { get; init; } = 1024;

    /// <summary>Work between the products that takes one thread less than about this stays on it: handing it out costs about a microsecond.</summary>
    public int SerialNanoseconds { get; init; } = 3000;

    /// <summary>Asks the system for huge pages for the weights.</summary>
    public bool HugePages { get; init; } = true;

    /// <summary>Gives the threads a token as a whole, not layer by layer, when one comes alone.</summary>
    public bool OneTaskPerToken { get; init; } = true;

    /// <summary>Lets a thread that is through with its panels of a layer take some of the others', in such a token.</summary>
    public bool HelpOthers { get; init; } = true;
}
