namespace HwAgent.Core.Integer.Kernels;

/// <summary>Refuses a layer that the kernels would compute wrongly.</summary>
internal static class LayerChecks
{
    /// <exception cref="ArgumentException">Says what is wrong and where.</exception>
    public static void Check(QuantisedLinear layer)
    {
        var (outputs, inputs) = (layer.Outputs, layer.Inputs);
        Require(outputs > 0 && inputs is > 0 and <= PackedPanels.MaxInputs, $"it has {outputs} outputs and {inputs} inputs; it needs at least one output and 1 to {PackedPanels.MaxInputs} inputs");
        Require(layer.Values.Length == (long)outputs * inputs, $"it has {layer.Values.Length} weights for {outputs} x {inputs}");
        Require(layer.RowBits.Length == outputs, $"it has {layer.RowBits.Length} row widths for {outputs} rows");
        Require(layer.GroupSize is 0 or 32 or 64 or 128, $"its group size is {layer.GroupSize}; it must be 32, 64, 128, or 0 for none");
        Require(layer.GroupSize == 0 ? layer.GroupScales is null : layer.GroupScales?.Length == outputs * layer.Groups, $"its group scales do not number {outputs} x {layer.Groups}, or there is no group size");
        for (var row = 0; row < outputs; row++)
        {
            var bits = layer.RowBits[row];
            Require(bits is 2 or 3 or 4 or 8, $"row {row} has {bits} bits a weight; the runtime has 2, 3, 4 and 8");
            Require(row % QuantisedLinear.RowMultiple == 0 || bits == layer.RowBits[row - 1], $"the width changes at row {row}, which is no multiple of {QuantisedLinear.RowMultiple}");
            var limit = 1 << (bits - 1);
            foreach (var value in layer.Values.AsSpan(row * inputs, inputs))
            {
                if (value < -limit || value >= limit) Require(false, $"row {row} holds the weight {value}, which {bits} bits do not");
            }

            if (layer.GroupScales is null) continue;
            foreach (var scale in layer.GroupScales.AsSpan(row * layer.Groups, layer.Groups))
            {
                if (scale < 1 || scale > 1 << (8 - bits)) Require(false, $"row {row} has the group scale {scale}; at {bits} bits it must be 1 to {1 << (8 - bits)}");
            }
        }
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds) throw new ArgumentException($"The integer layer cannot be packed: {problem}.");
    }
}
