using System.Numerics;
using System.Text.Json.Serialization;

namespace HwAgent.Dataflow.Hardware;

/// <summary>The parameters of the GEMM accelerator of hw-templates, and what follows from them.</summary>
public sealed record AcceleratorParameters
{
    public ArrayDataflow Dataflow { get; init; } = ArrayDataflow.OutputStationary;

    /// <summary>Rows of the array: activation rows (output-stationary) or input channels (weight-stationary).</summary>
    public int Rows { get; init; } = 16;

    /// <summary>Columns of the array: output channels.</summary>
    public int Columns { get; init; } = 16;

    /// <summary>Width of the memory port, 64 or 128.</summary>
    public int BusBits { get; init; } = 128;

    /// <summary>Widest weight: 8, 4 or 2 bits.</summary>
    public int MaxWeightBits { get; init; } = 8;

    /// <summary>Narrowest weight that is unpacked, at most <see cref="MaxWeightBits"/>.</summary>
    public int MinWeightBits { get; init; } = 8;

    /// <summary>Words a bank and half of the activation scratchpad.</summary>
    public int ActivationWords { get; init; } = 64;

    /// <summary>Words a half of the weight scratchpad; a word is <see cref="WeightWordBeats"/> beats.</summary>
    public int WeightWords { get; init; } = 1024;

    /// <summary>Rows of 32-bit partial sums, all columns each.</summary>
    public int AccumulatorRows { get; init; } = 1024;

    /// <summary>Rows a half of the output buffer, all columns each.</summary>
    public int OutputRows { get; init; } = 1024;

    /// <summary>Column tiles whose bias and scale fit one half of the parameter memory.</summary>
    public int ParameterTiles { get; init; } = 8;

    /// <summary>Each lane has a 256-entry activation table.</summary>
    public bool HasTable { get; init; } = true;

    /// <summary>Lanes can add a 16-bit residual and store 16-bit results.</summary>
    public bool HasResidual { get; init; } = true;

    /// <summary>Instructions that wait in front of each engine.</summary>
    public const int QueueDepth = 8;

    /// <summary>Memory commands between the request side and the data side.</summary>
    public const int DataQueueDepth = 4;

    /// <summary>Longest burst on the memory port, in beats.</summary>
    public const int MaxBurstBeats = 64;

    [JsonIgnore] public bool IsOutputStationary => Dataflow == ArrayDataflow.OutputStationary;

    [JsonIgnore] public int BusBytes => BusBits / 8;

    /// <summary>Multiply-accumulates a cycle.</summary>
    [JsonIgnore] public int PeakMacs => Rows * Columns;

    /// <summary>Banks of the activation scratchpad: one a row, or the beats of one row of input channels.</summary>
    [JsonIgnore] public int ActivationBanks => IsOutputStationary ? Rows : Math.Max(1, Rows / BusBytes);

    /// <summary>Steps that one activation word serves.</summary>
    [JsonIgnore] public int ActivationPicks => IsOutputStationary ? BusBytes : Math.Max(1, BusBytes / Rows);

    /// <summary>Bits of a sum that leaves the array.</summary>
    [JsonIgnore] public int SumBits => IsOutputStationary ? 32 : 8 + MaxWeightBits + Log2Ceiling(Rows);

    /// <summary>Bits of an output element in the output buffer.</summary>
    [JsonIgnore] public int OutBits => HasResidual ? 16 : 8;

    /// <summary>Beats of one word of the weight scratchpad.</summary>
    [JsonIgnore] public int WeightWordBeats => Math.Max(1, CeilingDivide(Columns * MaxWeightBits, BusBits));

    /// <summary>Beats of bias and scale of one column tile.</summary>
    [JsonIgnore] public int ParamTileBeats => CeilingDivide(Columns * 64, BusBits);

    /// <summary>Beats of one output row of one column tile, 8-bit results.</summary>
    [JsonIgnore] public int NarrowTileBeats => CeilingDivide(Columns * 8, BusBits);

    /// <summary>Beats of one output row of one column tile, 16-bit results.</summary>
    [JsonIgnore] public int WideTileBeats => CeilingDivide(Columns * 16, BusBits);

    [JsonIgnore] public int TableBeats => 256 / BusBytes;

    /// <summary>Input channels of one step group that the scratchpad layout keeps together; a chunk of K is a multiple of it, the last one excepted.</summary>
    [JsonIgnore] public int DepthGranule => IsOutputStationary ? BusBytes : Math.Max(Rows, BusBytes);

    /// <summary>Weight steps in one word of the weight scratchpad for a weight width.</summary>
    public int StepsPerWord(int weightBits)
    {
        var widest = Columns * MaxWeightBits <= BusBits ? (int)BitOperations.RoundUpToPowerOf2((uint)(BusBits / (Columns * MaxWeightBits)) / 2 + 1) : 1;
        while (widest > 1 && widest * Columns * MaxWeightBits > WeightWordBeats * BusBits) widest /= 2;
        return widest * (MaxWeightBits / weightBits);
    }

    /// <summary>Bits in all on-chip memories.</summary>
    [JsonIgnore]
    public long MemoryBits =>
        2L * ActivationWords * ActivationBanks * BusBits
        + 2L * WeightWords * WeightWordBeats * BusBits
        + (long)Columns * (32L * AccumulatorRows + 2L * OutBits * OutputRows + 128L * ParameterTiles + (HasTable ? 2048 : 0));

    [JsonIgnore] public double OnChipKib => MemoryBits / 8192.0;

    /// <summary>What tells arrays apart: all but the options and the buffers.</summary>
    internal (ArrayDataflow Dataflow, int Rows, int Columns, int BusBits) Array => (Dataflow, Rows, Columns, BusBits);

    internal static int CeilingDivide(int value, int divisor) => (value + divisor - 1) / divisor;

    internal static int Log2Ceiling(int value) => value <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)(value - 1));
}
