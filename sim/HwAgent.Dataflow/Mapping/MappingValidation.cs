using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Mapping;

/// <summary>Checks that a mapping covers its product, fits the memories and cannot overflow.</summary>
public static class MappingValidation
{
    /// <summary>Largest sum that 32 bits hold, less the room that a bias may take.</summary>
    private const long AccumulatorLimit = int.MaxValue - (1L << 24);

    /// <summary>Every violated rule as a Diagnostic (tool <c>mapping</c>) that says by how much; empty when the mapping can run.</summary>
    public static IReadOnlyList<Diagnostic> Validate(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping)
    {
        var found = new List<Diagnostic>();
        var (m, n, k) = task.Shape;
        if (m < 1 || n < 1 || k < 1) Error("shape", $"{task.Shape} has an empty dimension", "give M, N and K of at least 1");
        if (task.WeightBits > hardware.MaxWeightBits || task.WeightBits < hardware.MinWeightBits)
            Error("weight-bits", $"{task.WeightBits}-bit weights are outside the hardware's {hardware.MinWeightBits} to {hardware.MaxWeightBits} bits", "widen min_weight_bits or max_weight_bits");
        if (task.Activate && !hardware.HasTable) Error("table", "the product applies an activation function", "set has_table");
        if (task.Residual && !hardware.HasResidual) Error("residual", "the product adds a residual", "set has_residual");
        if (mapping.BlockRows < 1 || mapping.BlockColumns < 1 || mapping.BlockDepth < 1) Error("block", $"{mapping} has an empty block", "give sizes of at least 1");
        if (found.Count > 0) return found;
        if (mapping.BlockColumns < n && mapping.BlockColumns % hardware.Columns != 0)
            Error("block-columns", $"{mapping.BlockColumns} is no multiple of the {hardware.Columns} columns", "round it up");
        if (mapping.BlockDepth < k && mapping.BlockDepth % hardware.DepthGranule != 0)
            Error("block-depth", $"{mapping.BlockDepth} is no multiple of {hardware.DepthGranule} input channels", "round it up");
        if ((long)k * 128 * (1 << (task.WeightBits - 1)) > AccumulatorLimit)
            Error("overflow", $"a sum over K = {k} of 8-bit by {task.WeightBits}-bit products can exceed 32 bits", "split the product along K");
        if (found.Count > 0) return found;

        var g = new BlockGeometry(hardware, task, mapping);
        var multiChunk = g.Chunks > 1 || (!hardware.IsOutputStationary && g.DepthTilesOf(0) > 1);
        Fits("activation_words", g.ActivationWords(0, 0), hardware.ActivationWords, "block_rows x block_depth");
        Fits("weight_words", g.WeightWords(0, 0), hardware.WeightWords, "block_depth x block_columns");
        Fits("output_rows", g.RowsOf(0) * g.ColumnTilesOf(0), hardware.OutputRows, "block_rows x block_columns");
        if (multiChunk) Fits("accumulator_rows", g.RowsOf(0) * g.ColumnTilesOf(0), hardware.AccumulatorRows, "block_rows x block_columns");
        Fits("parameter_tiles", g.ColumnTilesOf(0), hardware.ParameterTiles, "block_columns");
        Fits("16-bit instruction field", Math.Max(g.RowsOf(0), g.DepthOf(0)), 65535, "block_rows, block_depth");
        Fits("8-bit instruction field", g.ColumnTilesOf(0), 255, "block_columns");
        return found;

        void Fits(string what, long needed, long available, string cause)
        {
            if (needed > available) Error("capacity", $"{cause} needs {needed} of {what}, there are {available} ({needed - available} too many)", $"make {cause} smaller or {what} larger");
        }

        void Error(string code, string message, string advice) =>
            found.Add(new Diagnostic("mapping", DiagnosticSeverity.Error, $"mapping.{code}", $"{task.Name}: {message}.") { Advice = advice });
    }
}
