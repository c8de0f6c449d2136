namespace HwAgent.Core.Compression;

/// <summary>How weights are rounded and how the model is cut into units.</summary>
public sealed record CompressionSettings
{
    /// <summary>Widths that a unit may take, ascending.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [2, 3, 4, 8];

    /// <summary>Inputs that share an integer scale below 8 bits: 32, 64, 128, or 0 for a scale a row.</summary>
    public int GroupSize { get; init; } = 32;

    /// <summary>GPTQ's error feedback; round to nearest without.</summary>
    public bool ErrorFeedback { get; init; } = true;

    /// <summary>GPTQ takes the inputs by falling H_jj.</summary>
    public bool ActivationOrder { get; init; } = true;

    /// <summary>Share of the mean diagonal added to the Hessian.</summary>
    public double Damping { get; init; } = 0.01;

    /// <summary>Rows of a channel group, a multiple of 32; null for a unit a module.</summary>
    public int? ChannelGroupRows { get; init; }

    /// <summary>How much an image token counts beside a text token in the statistics (MBQ, arXiv 2412.19509); null to have it measured by <see cref="VisualSensitivity"/>.</summary>
    public double? VisualWeight { get; init; }

    /// <summary>Memory for statistics; blocks that do not fit are measured in further passes over the sequences.</summary>
    public long StatisticsBytes { get; init; } = 2L << 30;
}
