using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>Strings up what stands before, between and behind the blocks: each operator reads what the one before it made.</summary>
internal static class SequenceBuilder
{
    private const int NormParameterBits = 16, BiasBits = 32;

    public static GraphSegment Build(IReadOnlyList<Operator> operators, WidthMap widths)
    {
        var list = new TensorList();
        var last = -1;
        foreach (var op in operators)
        {
            var from = last >= 0 ? last : op.Kind == OperatorKind.Embedding ? -1 : list.External("input", InputElements(op), widths.ActivationBits, TrafficKind.Activations);
            last = Append(list, op, widths, from);
        }

        return new GraphSegment(operators[0].Name, Layers: 1, IsBlock: false, list.Operators, list.Finish(last));
    }

    private static long InputElements(Operator op) => op.Gemm is { } g ? (long)g.M * g.K * op.Repeats : op.Elements * op.Repeats;

    private static int Append(TensorList list, Operator op, WidthMap widths, int from)
    {
        var bits = op.AddsResidual || op.Kind is OperatorKind.Embedding or OperatorKind.Elementwise ? widths.ResidualBits : widths.ActivationBits;
        if (op.Gemm is { } shape)
        {
            // A product may read a part of what was made before it (the last token), or a part many times over (unfolded patches).
            var input = from >= 0 && list[from].Elements == InputElements(op) ? from : list.External(op.Name + ".input", InputElements(op), widths.ActivationBits, TrafficKind.Activations);
            var isAttention = op.Kind != OperatorKind.Gemm;
            var made = list.Made(op.Name, op.Elements * op.Repeats, bits);
            list.Add(new GraphOperator(op.Name, op.Kind, [input], [made])
            {
                Product = new GraphProduct(shape.M, shape.N, shape.K, op.Repeats, isAttention ? widths.KeyValueBits : widths.WeightBitsOf(op.Name), bits, isAttention, op.HasBias ? shape.N * BiasBits : 0)
                {
                    Stripes = isAttention ? [new WeightStripe(shape.N, widths.KeyValueBits)] : widths.StripesOf(op.Name, shape.N),
                },
            });
            return made;
        }

        var elements = op.Elements * op.Repeats;
        int[] inputs = from < 0 || op.Kind == OperatorKind.Embedding ? [] : list[from].Elements == elements ? [from] : [list.External(op.Name + ".input", elements, list[from].Bits, TrafficKind.Activations)];
        // What is added is a residual row or a row of a table; merging adds rows of one tensor to each other.
        if (op.Kind == OperatorKind.Elementwise && !op.Name.Contains(".merge.", StringComparison.Ordinal)) inputs = [.. inputs, list.External(op.Name + ".operand", elements, widths.ResidualBits, op.FusableInto is null ? TrafficKind.Weights : TrafficKind.Activations)];
        var result = list.Made(op.Name, elements, bits);
        list.Add(new GraphOperator(op.Name, op.Kind, inputs, [result])
        {
            VectorElements = elements * GraphOperator.PassesOf(op.Kind),
            ParameterBits = op.Kind switch
            {
                OperatorKind.Embedding => elements * widths.ResidualBits,
                OperatorKind.LayerNorm or OperatorKind.RmsNorm => op.Parameters * NormParameterBits,
                _ => 0,
            },
        });
        return result;
    }
}
