namespace HwAgent.Core.Numerics;

/// <summary>
/// Activation functions by the names that <see cref="Workloads.DecoderConfig.ActivationFunction"/> uses: the one definition that the float32 path
/// computes and that the tables of the integer runtime are made of. Of <see cref="DeterministicMath"/>, so they have the same bits on every machine.
/// </summary>
public static class ActivationFunctions
{
    /// <exception cref="ArgumentException">No such function.</exception>
    public static Func<double, double> Get(string name) => name switch
    {
        "relu" => x => Math.Max(x, 0),
        "silu" => x => x / (1 + DeterministicMath.Exp(-x)),
        "gelu" => x => 0.5 * x * (1 + DeterministicMath.Erf(x * 0.70710678118654752440)),
        "gelu_tanh" => x => 0.5 * x * (1 + DeterministicMath.Tanh(0.79788456080286535588 * (x + 0.044715 * x * x * x))),
        "quick_gelu" => x => x / (1 + DeterministicMath.Exp(-1.702 * x)),
        _ => throw new ArgumentException($"'{name}' is not an activation function: use gelu, gelu_tanh, quick_gelu, relu or silu", nameof(name)),
    };
}
