using HwAgent.Core.Diagnostics;
using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Mapping;

/// <summary>Checks that a mapping covers its product, fits the memories and cannot overflow.</summary>
public static class MappingValidation
{
    /// <summary>Largest sum that 32 bits hold, less the room that a bias may take.</summary>
    private const long AccumulatorLimit = int.MaxValue - GemmOperands.MaxBias;

    /// <summary>The rules that a product breaks whatever its mapping; empty when some mapping may run.</summary>
    public static IReadOnlyList<Diagnostic> Validate(AcceleratorParameters hardware, GemmTask task)
    {
        var found = new List<Diagnostic>();
        var (m, n, k) = task.Shape;
        if (m < 1 || n < 1 || k < 1) Error("shape", $"{task.Shape} has an empty dimension", "give M, N and K of at least 1");
        if (task.WeightBits > hardware.MaxWeightBits || task.WeightBits < hardware.MinWeightBits)
            Error("weight-bits", $"{task.WeightBits}-bit weights are outside the hardware's {hardware.MinWeightBits} to {hardware.MaxWeightBits} bits", "widen min_weight_bits or max_weight_bits");
        if (task.Activate && !hardware.HasTable) Error("table", "the product applies an activation function", "set has_table");
        if (task.Residual && !hardware.HasResidual) Error("residual", "the product adds a residual", "set has_residual");
        if (found.Count == 0 && (long)k * 128 * (1 << (task.WeightBits - 1)) > AccumulatorLimit)
            Error("overflow", $"a sum over K = {k} of 8-bit by {task.WeightBits}-bit products can exceed 32 bits", "split the product along K");
        return found;

        void Error(string code, string message, string advice) => found.Add(Finding(task, code, message, advice));
    }

    /// <summary>Every violated rule as a Diagnostic (tool <c>mapping</c>) that says by how much; empty when the mapping can run.</summary>
    public static IReadOnlyList<Diagnostic> Validate(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping)
    {
        var found = new List<Diagnostic>(Validate(hardware, task));
        var (_, n, k) = task.Shape;
        if (mapping.BlockRows < 1 || mapping.BlockColumns < 1 || mapping.BlockDepth < 1) Error("block", $"{mapping} has an empty block", "give sizes of at least 1");
        if (found.Count > 0) return found;
        if (mapping.BlockColumns < n && mapping.BlockColumns % hardware.Columns != 0)
            Error("block-columns", $"{mapping.BlockColumns} is no multiple of the {hardware.Columns} columns", "round it up");
        if (mapping.BlockDepth < k && mapping.BlockDepth % hardware.DepthGranule != 0)
            Error("block-depth", $"{mapping.BlockDepth} is no multiple of {hardware.DepthGranule} input channels", "round it up");
        if (found.Count > 0) return found;

        var g = new BlockGeometry(hardware, task, mapping);
        var multiChunk = g.Chunks > 1 || (!hardware.IsOutputStationary && g.DepthTilesOf(0) > 1);
        Fits("activation_words", g.ActivationWords(0, 0), hardware.ActivationWords, "block_rows x block_depth");
        Fits("weight_words", g.WeightWords(0, 0), hardware.WeightWords, "block_depth x block_columns");
        Fits("output_rows", g.RowsOf(0) * g.ColumnTilesOf(0), hardware.OutputRows, "block_rows x block_columns");
        if (multiChunk) Fits("accumulator_rows", g.RowsOf(0) * g.ColumnTilesOf(0), hardware.AccumulatorRows, "block_rows x block_columns");
        Fits("parameter_tiles", g.ColumnTilesOf(0), hardware.ParameterTiles, "block_columns");
        // Fields of the instructions (hw-templates/ISA.md). The first block and chunk are the largest.
        Encodes("rows", g.RowsOf(0), 16, "block_rows");
        Encodes("steps", g.DepthOf(0), 16, "block_depth");
        Encodes("column tiles", g.ColumnTilesOf(0), 8, "block_columns");
        Encodes("beats of an activation row", g.ActivationRowBeats(0), 16, "block_depth");
        Encodes("beats of a weight load", (long)g.WeightWords(0, 0) * hardware.WeightWordBeats, 16, "block_depth x block_columns");
        Encodes("beats of an output row", (long)g.ColumnTilesOf(0) * g.OutputTileBeats, 16, "block_columns");
        Encodes("beats from one activation row to the next", g.ActivationPitch, 24, "K");
        Encodes("beats from one output row to the next", (long)g.ColumnTiles * g.OutputTileBeats, 24, "N");
        return found;

        void Fits(string what, long needed, long available, string cause)
        {
            if (needed > available) Error("capacity", $"{cause} needs {needed} of {what}, there are {available} ({needed - available} too many)", $"make {cause} smaller or {what} larger");
        }

        void Encodes(string what, long needed, int bits, string cause)
        {
            var most = (1L << bits) - 1;
            if (needed > most) Error("capacity", $"{cause} gives {needed} {what}, an instruction holds {most} at most ({needed - most} too many)", $"make {cause} smaller");
        }

        void Error(string code, string message, string advice) => found.Add(Finding(task, code, message, advice));
    }

    private static Diagnostic Finding(GemmTask task, string code, string message, string advice) =>
        new("mapping", DiagnosticSeverity.Error, $"mapping.{code}", $"{task.Name}: {message}.") { Advice = advice };
}
