namespace HwAgent.Core.Integer.Calibration;

/// <summary>
/// How much of the spread of channels moves from activations into weights: alpha of SmoothQuant (Xiao et al., arXiv 2211.10438), 0 for what evens out the
/// weights to 1 for what evens out the activations; null leaves a place as it is.
/// </summary>
public sealed record MigrationOptions
{
    /// <summary>Norm gains into query, key and value.</summary>
    public double? AttentionInput { get; init; } = 0.5;

    /// <summary>Norm gains into gate and up.</summary>
    public double? MlpInput { get; init; } = 0.5;

    /// <summary>Keys against queries, pair by pair of the rotation.</summary>
    public double? QueryKey { get; init; } = 0.5;

    /// <summary>Values into the output projection.</summary>
    public double? ValueOutput { get; init; } = 0.5;

    /// <summary>Up into down, where the activation function lets a factor through: with a gate, or relu.</summary>
    public double? UpDown { get; init; } = 0.5;
}
