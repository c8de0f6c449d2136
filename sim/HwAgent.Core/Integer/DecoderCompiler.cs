using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Integer;

/// <summary>Turns real weights and scales into the integers that run.</summary>
/// <param name="weights">Shapes, norms and positions.</param>
/// <param name="scales">From calibration.</param>
/// <param name="quantised">The matrices.</param>
/// <param name="hugePages">Asks for huge pages for the packed weights.</param>
internal sealed class DecoderCompiler(DecoderWeights weights, DecoderScales scales, Func<int, DecoderModule, QuantisedLinear> quantised, bool hugePages = true)
{
    private readonly WeightMemory _memory = new(hugePages);
    private readonly DecoderConfig _config = weights.Config;

    private bool Centred => _config.Norm == NormKind.LayerNorm;

    private double[] ResidualSteps => scales.ResidualShifts is null ? [scales.Residual] : [.. Enumerable.Range(0, _config.HiddenSize).Select(scales.ResidualStep)];

    public IntegerBlock Block(int index)
    {
        var (block, steps) = (weights.Blocks[index], scales.Blocks[index]);
        var size = _config.HeadSize;
        int heads = block.Query.Outputs / size, keyValueHeads = block.Key.Outputs / size;
        if (steps.Query.Count != heads || steps.Key.Count != keyValueHeads || steps.Value.Count != keyValueHeads)
            throw new InvalidModelException(null, $"block {index}", $"scales for {steps.Query.Count} and {steps.Key.Count} heads, weights for {heads} and {keyValueHeads}", "calibrate the model that is compiled");
        // Rotation needs fraction bits; without it the projection rounds to int8 at once.
        var wide = weights.Rotary is null ? 1.0 : 1.0 / (1 << IntegerRotation.WideBits);
        var gated = block.Gate is not null;
        var gateScale = gated ? IntegerActivation.WideScale(_config.ActivationFunction, steps.Gate) : 1;
        return new IntegerBlock
        {
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            AttentionNorm = Norm(block.AttentionNorm, steps.AttentionInput, $"block {index}, attention norm"),
            Query = Linear(index, DecoderModule.Query, block.Query, steps.AttentionInput, PerChannel(steps.Query, wide)),
            Key = Linear(index, DecoderModule.Key, block.Key, steps.AttentionInput, PerChannel(steps.Key, wide)),
            Value = Linear(index, DecoderModule.Value, block.Value, steps.AttentionInput, PerChannel(steps.Value, 1)),
            Attention = [.. Enumerable.Range(0, heads).Select(head => Attention(index, head, head / (heads / keyValueHeads)))],
            Output = Linear(index, DecoderModule.Output, block.Output, steps.AttentionOutput, ResidualSteps),
            MlpNorm = Norm(block.MlpNorm, steps.MlpInput, $"block {index}, MLP norm"),
            Gate = block.Gate is { } gate ? Linear(index, DecoderModule.Gate, gate, steps.MlpInput, [steps.Gate]) : null,
            Up = Linear(index, DecoderModule.Up, block.Up, steps.MlpInput, [gated ? steps.Up : steps.Gate]),
            Down = Linear(index, DecoderModule.Down, block.Down, steps.DownInput, ResidualSteps),
            GateTable = gated ? IntegerActivation.WideTable(_config.ActivationFunction, steps.Gate, gateScale) : [],
            GateScale = gated ? Requantiser.FromScale(gateScale * steps.Up / steps.DownInput) : default,
            UpTable = gated ? [] : IntegerActivation.NarrowTable(_config.ActivationFunction, steps.Gate, steps.DownInput),
        };
    }

    public IntegerNorm FinalNorm() => Norm(weights.FinalNorm, scales.HeadInput, "final norm");

    public IntegerLinear Head(double logitScale) => Linear(weights.Blocks.Count, DecoderModule.Head, weights.Head, scales.HeadInput, [logitScale]);

    /// <summary>A power of two, so that an integer logit of 24 bits is exact in float32; three bits of room above the largest one seen.</summary>
    public double LogitScale() => Math.ScaleB(1, (int)Math.Ceiling(DeterministicMath.Log2(Math.Max(scales.LargestLogit, 1e-6))) + 3 - 23);

    public (sbyte[] Rows, Requantiser[] Scales) Embedding()
    {
        var table = quantised(weights.Blocks.Count, DecoderModule.Embedding);
        Check(table, weights.TokenEmbedding, "token embedding");
        var rows = table.Values;
        if (table.GroupScales is not null)
        {
            rows = new sbyte[table.Values.Length];
            for (var i = 0; i < rows.Length; i++) rows[i] = (sbyte)(table.Values[i] * table.GroupScale(i / table.Inputs, i % table.Inputs));
        }

        return (rows, [.. table.RowScales.Select(scale => Requantiser.FromScale(scale / scales.Residual))]);
    }

    /// <summary>Learned positions as steps of the residual stream, or null.</summary>
    public short[]? Positions()
    {
        if (weights.PositionEmbedding is not { } positions) return null;
        var result = new short[positions.Values.Length];
        IntegerEmbedding.Quantise(positions.Values, scales.Residual, Shifts(), result);
        return result;
    }

    /// <summary>One a channel of the residual stream.</summary>
    public int[] Shifts() => scales.ResidualShifts is { } shifts ? [.. shifts] : new int[_config.HiddenSize];

    private IntegerNorm Norm(NormWeights norm, double outputScale, string name) => IntegerNorm.Compile(norm, Centred, scales.Residual, outputScale, name, scales.ResidualShifts);

    private IntegerLinear Linear(int block, DecoderModule module, LinearWeights shape, double inputScale, IReadOnlyList<double> outputScales)
    {
        var linear = quantised(block, module);
        var name = module == DecoderModule.Head ? "head" : $"block {block}, {module}";
        Check(linear, shape, name);
        return IntegerLinear.Compile(linear, inputScale, outputScales, name, _memory);
    }

    private static void Check(QuantisedLinear linear, LinearWeights shape, string name)
    {
        if ((linear.Outputs, linear.Inputs) != (shape.Outputs, shape.Inputs))
            throw new InvalidModelException(null, name, $"the quantised matrix is {linear.Outputs} x {linear.Inputs}, the model's {shape.Outputs} x {shape.Inputs}", "quantise the model that is compiled");
    }

    private AttentionScale Attention(int block, int head, int keyValueHead)
    {
        var steps = scales.Blocks[block];
        var exponent = steps.Query[head] * steps.Key[keyValueHead] / Math.Sqrt(_config.HeadSize);
        var output = steps.Value[keyValueHead] / steps.AttentionOutput;
        if (!(exponent <= 88) || !(output is >= 1.0 / 65536 and <= 256))
            throw new InvalidModelException(null, $"block {block}, head {head}", $"steps of {exponent:G4} in the scores and {output:G4} in the output", "calibrate again on text like the one the model will see");
        return new AttentionScale(ExponentialScale.FromScale(exponent), Requantiser.FromScale(output));
    }

    private double[] PerChannel(IReadOnlyList<double> heads, double factor) =>
        [.. Enumerable.Range(0, heads.Count * _config.HeadSize).Select(i => heads[i / _config.HeadSize] * factor)];
}
