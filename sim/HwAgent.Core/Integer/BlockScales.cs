namespace HwAgent.Core.Integer;

/// <summary>Real values of one step of the static int8 activations of a block.</summary>
/// <param name="AttentionInput">What query, key and value read.</param>
/// <param name="Query">Rotated queries, one a head.</param>
/// <param name="Key">Rotated keys, one a key-value head.</param>
/// <param name="Value">One a key-value head.</param>
/// <param name="AttentionOutput">What the output projection reads.</param>
/// <param name="MlpInput">What gate and up read.</param>
/// <param name="Gate">Before the activation function; up without a gate.</param>
/// <param name="Up">Unused without a gate.</param>
/// <param name="DownInput">What down reads.</param>
public sealed record BlockScales(
    double AttentionInput, IReadOnlyList<double> Query, IReadOnlyList<double> Key, IReadOnlyList<double> Value, double AttentionOutput,
    double MlpInput, double Gate, double Up, double DownInput);
