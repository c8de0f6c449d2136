using HwAgent.Core.Compression;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer.Vision;

/// <summary>
/// A projector in integers, from the encoder's 16-bit residual stream to the decoder's. The hidden state in between is not normalised: channels differ by
/// orders of magnitude, so each is first rounded to int8 with a requantiser of its own, and the inverse goes into the first matrix. How much of the
/// difference goes there is the geometric mean of SmoothQuant (Xiao et al., arXiv 2211.10438, alpha = 0.5).
/// </summary>
public sealed class IntegerProjector
{
    private readonly IntegerWorkers _workers;
    private readonly Requantiser[] _inputs;
    private readonly IntegerLinear[] _layers;
    private readonly sbyte[][] _tables;

    private IntegerProjector(IntegerWorkers workers, Requantiser[] inputs, IntegerLinear[] layers, sbyte[][] tables) =>
        (_workers, _inputs, _layers, _tables) = (workers, inputs, layers, tables);

    /// <summary>Width of a row of the result.</summary>
    public int Outputs => _layers[^1].Outputs;

    /// <summary>Compiles a projector.</summary>
    /// <param name="weights">The real projector.</param>
    /// <param name="scales">From calibration of the same model.</param>
    /// <param name="inputScale">Real value of one step of the encoder's residual stream.</param>
    /// <param name="outputSteps">Real value of one step of each channel of the decoder's.</param>
    /// <param name="workers">The threads to run on.</param>
    /// <param name="quantise">Integer form of a matrix of the projector as <see cref="Balance"/> leaves it; null for the nearest step of 8 bits.</param>
    /// <exception cref="InvalidModelException">Weights and scales do not fit each other or the integer form.</exception>
    public static IntegerProjector Compile(
        ProjectorWeights weights, ProjectorScales scales, double inputScale, IReadOnlyList<double> outputSteps, IntegerWorkers workers, Func<WeightMatrix, LinearWeights, QuantisedLinear>? quantise = null)
    {
        quantise ??= (_, layer) => RoundToNearest.Quantise(layer, 8);
        var first = weights.Layers[0];
        if (scales.LargestInputs.Count != first.Inputs || scales.MeanInputs.Count != first.Inputs || scales.Inner.Count != weights.Layers.Count - 1)
            throw new InvalidModelException(null, "projector scales", $"for {scales.LargestInputs.Count} channels and {scales.Inner.Count + 1} layers, the projector has {first.Inputs} and {weights.Layers.Count}", "calibrate the model that is compiled");
        var balanced = Balance(weights, scales);
        var (layers, factors) = (balanced.Layers, balanced.InputScale!);
        // The scales of a projector that was balanced before are of its divided input.
        double Divided(double value, int channel) => weights.InputScale is null ? value / factors[channel] : value;
        // Every scaled channel fits the same int8 step.
        var step = Math.Max(scales.LargestInputs.Select((largest, i) => Divided(largest, i)).Max() / sbyte.MaxValue, 1e-9);
        double[] means = [.. scales.MeanInputs.Select(Divided)];
        return new IntegerProjector(
            workers,
            [.. factors.Select(factor => Requantiser.FromScale(inputScale / (factor * step)))],
            [.. layers.Select((layer, i) => IntegerLinear.Compile(
                i == 0 ? Corrected(quantise(VisionMatrices.OfProjector(0), layer), layer, means) : quantise(VisionMatrices.OfProjector(i), layer), i == 0 ? step : scales.Activated[i - 1], i == layers.Count - 1 ? outputSteps : [scales.Inner[i]], $"projector, layer {i + 1}"))],
            [.. scales.Inner.Select((inner, i) => IntegerActivation.NarrowTable(weights.ActivationFunction, inner, scales.Activated[i]))]);
    }

    /// <summary>
    /// The same projector with the factors of its input channels in the columns of the first matrix, which is rounded to integers in this form, and divided out of its
    /// input; as it is where that was done before.
    /// </summary>
    public static ProjectorWeights Balance(ProjectorWeights weights, ProjectorScales scales)
    {
        if (weights.InputScale is not null) return weights;
        float[] factors = Factors(weights.Layers[0], scales.LargestInputs);
        return weights with { Layers = [WithColumns(weights.Layers[0], factors), .. weights.Layers.Skip(1)], InputScale = factors };
    }

    /// <summary>Rows of the decoder's residual stream.</summary>
    /// <param name="tokens">Rows of the encoder's.</param>
    public short[] Apply(IntegerVisionTokens tokens)
    {
        var rows = new sbyte[tokens.Rows.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = _inputs[i % _inputs.Length].ToInt8(tokens.Rows[i]);
        for (var i = 0; i < _tables.Length; i++)
        {
            var inner = new sbyte[tokens.Count * _layers[i].Outputs];
            _layers[i].ToInt8(rows, tokens.Count, inner, _workers);
            IntegerActivation.Apply(inner, _tables[i]);
            rows = inner;
        }

        var result = new short[tokens.Count * Outputs];
        _layers[^1].ToInt16(rows, tokens.Count, result, _workers);
        return result;
    }

    /// <summary><c>sqrt(largest input / largest weight)</c> of each channel, which brings both to the same magnitude.</summary>
    private static float[] Factors(LinearWeights layer, IReadOnlyList<float> largest)
    {
        var factors = new float[layer.Inputs];
        for (var i = 0; i < factors.Length; i++)
        {
            var weight = 0f;
            for (var output = 0; output < layer.Outputs; output++) weight = Math.Max(weight, Math.Abs(layer.Values[output * layer.Inputs + i]));
            factors[i] = (float)Math.Sqrt(Math.Max(largest[i], 1e-5) / Math.Max(weight, 1e-5));
        }

        return factors;
    }

    /// <summary>
    /// Takes out what rounding the weights adds to every row alike: <c>b += (W - W_q) E[x]</c> (Nagel et al., arXiv 1906.04721, section 4.2). A channel with a large
    /// mean would turn the error of its weights into an offset.
    /// </summary>
    private static QuantisedLinear Corrected(QuantisedLinear rounded, LinearWeights layer, double[] means)
    {
        var bias = new float[layer.Outputs];
        for (var output = 0; output < bias.Length; output++)
        {
            double sum = layer.Bias?[output] ?? 0;
            for (var i = 0; i < layer.Inputs; i++)
            {
                var index = output * layer.Inputs + i;
                sum += (layer.Values[index] - rounded.RowScales[output] * (rounded.GroupScale(output, i) * rounded.Values[index])) * means[i];
            }

            bias[output] = (float)sum;
        }

        return rounded with { Bias = bias };
    }

    private static LinearWeights WithColumns(LinearWeights layer, float[] factors) =>
        layer with { Values = [.. layer.Values.Select((value, i) => value * factors[i % factors.Length])] };
}
