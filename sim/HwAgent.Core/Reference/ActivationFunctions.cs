using HwAgent.Core.Numerics;

namespace HwAgent.Core.Reference;

/// <summary>Activation functions by the names that <see cref="Workloads.DecoderConfig.ActivationFunction"/> uses.</summary>
public static class ActivationFunctions
{
    /// <exception cref="ArgumentException">No such function.</exception>
    public static Func<double, double> Get(string name) => name switch
    {
        "relu" => x => Math.Max(x, 0),
        "silu" => x => x / (1 + Math.Exp(-x)),
        "gelu" => x => 0.5 * x * (1 + DeterministicMath.Erf(x / Math.Sqrt(2))),
        "gelu_tanh" => x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        "quick_gelu" => x => x / (1 + Math.Exp(-1.702 * x)),
        _ => throw new ArgumentException($"'{name}' is not an activation function: use gelu, gelu_tanh, quick_gelu, relu or silu", nameof(name)),
    };
}
