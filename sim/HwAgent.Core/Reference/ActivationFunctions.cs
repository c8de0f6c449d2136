namespace HwAgent.Core.Reference;

/// <summary>Activation functions by the names that <see cref="Workloads.DecoderConfig.ActivationFunction"/> uses.</summary>
public static class ActivationFunctions
{
    /// <exception cref="ArgumentException">No such function.</exception>
    public static Func<double, double> Get(string name) => name switch
    {
        "relu" => x => Math.Max(x, 0),
        "silu" => x => x / (1 + Math.Exp(-x)),
        "gelu" => x => 0.5 * x * (1 + ErrorFunction(x / Math.Sqrt(2))),
        "gelu_tanh" => x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        "quick_gelu" => x => x / (1 + Math.Exp(-1.702 * x)),
        _ => throw new ArgumentException($"'{name}' is not an activation function: use gelu, gelu_tanh, quick_gelu, relu or silu", nameof(name)),
    };

    /// <summary>erf by its Taylor series near 0 and the continued fraction of erfc beyond (Abramowitz and Stegun 7.1.6, 7.1.14); error below 1e-12.</summary>
    private static double ErrorFunction(double x)
    {
        var z = Math.Abs(x);
        if (z > 6) return Math.Sign(x);
        double value;
        if (z < 2.5)
        {
            double term = z, sum = z;
            for (var n = 1; n < 60; n++)
            {
                term *= 2 * z * z / (2 * n + 1);
                sum += term;
            }

            value = 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z) * sum;
        }
        else
        {
            var fraction = 0.0;
            for (var n = 80; n > 0; n--) fraction = n / 2.0 / (z + fraction);
            value = 1 - Math.Exp(-z * z) / Math.Sqrt(Math.PI) / (z + fraction);
        }

        return x < 0 ? -value : value;
    }
}
