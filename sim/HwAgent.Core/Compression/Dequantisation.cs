using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>From integer weights back to the real ones that they stand for.</summary>
public static class Dequantisation
{
    /// <summary>The same layer in float32, each weight the nearest float to its real value.</summary>
    public static LinearWeights ToFloat(QuantisedLinear layer)
    {
        var values = new float[layer.Values.Length];
        for (var row = 0; row < layer.Outputs; row++)
            for (var input = 0; input < layer.Inputs; input++)
                values[row * layer.Inputs + input] = (float)(layer.RowScales[row] * (layer.GroupScale(row, input) * layer.Values[row * layer.Inputs + input]));
        return new LinearWeights(layer.Outputs, layer.Inputs, values, layer.Bias);
    }

    /// <summary>Mean squared error of each output over the activations that <paramref name="hessian"/> stands for.</summary>
    /// <returns>One value a row.</returns>
    public static double[] OutputErrors(LinearWeights exact, QuantisedLinear rounded, InputHessian hessian)
    {
        var errors = new double[exact.Outputs];
        Parallel.For(0, exact.Outputs, row =>
        {
            var difference = new double[exact.Inputs];
            for (var input = 0; input < exact.Inputs; input++)
            {
                var index = row * exact.Inputs + input;
                difference[input] = exact.Values[index] - rounded.RowScales[row] * (rounded.GroupScale(row, input) * rounded.Values[index]);
            }

            errors[row] = hessian.MeanSquare(difference);
        });
        return errors;
    }

    /// <summary>Mean square of each output, the bias left out.</summary>
    internal static double[] OutputSquares(LinearWeights layer, InputHessian hessian)
    {
        var squares = new double[layer.Outputs];
        Parallel.For(0, layer.Outputs, row =>
        {
            var weights = new double[layer.Inputs];
            for (var input = 0; input < weights.Length; input++) weights[input] = layer.Values[row * layer.Inputs + input];
            squares[row] = hessian.MeanSquare(weights);
        });
        return squares;
    }
}
