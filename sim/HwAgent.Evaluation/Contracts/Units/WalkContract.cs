using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_walk_os and hwa_walk_ws; the golden model is <see cref="WalkModel"/>, the vectors are in <see cref="WalkVectors"/>.</summary>
internal static class WalkContract
{
    /// <summary>The fields of a MATMUL that a walk reads.</summary>
    internal const string Fields = "bits 18, 19, 21 activation, weight and parameter half; 23..22 weight format f; 47..32 rows R; 63..48 steps K; 79..64 activation stride A; 95..80 weight stride W; 111..96 depth tiles D; 119..112 column tiles T";

    public static UnitContract Create(AcceleratorParameters p) => new()
    {
        Module = p.IsOutputStationary ? "hwa_walk_os" : "hwa_walk_ws",
        Purpose = $"Loop nest of a MATMUL in {(p.IsOutputStationary ? "an output" : "a weight")}-stationary array: which words of the scratchpads are read in which cycle, and when the sums of which tile leave.",
        Function = $"Instruction: {Fields}. {Function(p)} Halves: activation words of half 1 start at {p.ActivationWords}, weight words at {p.WeightWords}, parameter words at {p.ParameterTiles}.",
        Handshake = "start_i comes with inst_i in a cycle with running_o = 0; running_o is 1 from the next cycle to the last of the walk, in which finish_o is 1. Addresses count only with their read enable, act_pick_o with busy_o, "
            + $"weight_pick_o and weight_format_o with {(p.IsOutputStationary ? "busy_o" : "a weight row")}, tile_* with tile_valid_o; otherwise they are open. Markers come two cycles after the reads that they belong to"
            + (p.IsOutputStationary ? "; step_first_o and step_last_o are open without step_valid_o." : "."),
        ResetBehaviour = "While rst_ni is 0 the walk is dropped, at once and without a clock edge, markers under way included.",
        Instances = [new UnitInstance { Parameters = [], Ports = Ports(p), Generate = trace => new WalkVectors(trace, p).Generate() }],
    };

    /// <summary>What a walk does, in words and formulas.</summary>
    internal static string Function(AcceleratorParameters p)
    {
        var formats = string.Join(", ", ((int[])[8, 4, 2]).Where(bits => bits <= p.MaxWeightBits && bits >= p.MinWeightBits).Select((bits, _) => $"{p.StepsPerWord(bits)} at f = {System.Numerics.BitOperations.Log2(8u / (uint)bits)}"));
        return p.IsOutputStationary
            ? $"For t = 0 to T - 1, for j = 0 to ceil(R / {p.Rows}) - 1: a tile of max(K, {p.Rows}, 4) cycles, idle ones first, then steps k = 0 to K - 1 with busy_o. Step k takes part k mod {p.ActivationPicks} (act_pick_o) of activation word "
                + $"j * A + k / {p.ActivationPicks} and step k mod S (weight_pick_o) of weight word t * W + k / S, S = {formats}; a word is read, with its address, in the first step that takes it. In the last step tile_valid_o is 1, with tile_final_o in "
                + $"the last tile, parameter word t, row t * R + {p.Rows} * j and rows R - {p.Rows} * j."
            : $"First {p.Rows} cycles in which the weight rows of the first tile enter; then for t = 0 to T - 1, for d = 0 to D - 1: a tile of max(R, {p.Rows}, 4) cycles. In its cycle m < R busy_o is 1 and activation word m * A + d / {p.ActivationPicks} "
                + $"is read, of which part d mod {p.ActivationPicks} (act_pick_o) counts; in its cycles below {p.Rows} the weight rows of the next tile enter, if there is one. Weight row n, counted over the whole walk, is step n mod S (weight_pick_o) of weight "
                + $"word n / S, S = {formats}; a word is read, with its address, for the first row that takes it. In the first cycle of a tile tile_valid_o is 1, with tile_final_o in the last tile, tile_first_o with d = 0, tile_last_o with d = D - 1, "
                + "parameter word t, row t * R and rows R.";
    }

    /// <summary>Scratchpad reads and markers, as the walk and the controller have them.</summary>
    internal static IReadOnlyList<UnitPort> ReadPorts(AcceleratorParameters p) =>
    [
        UnitPort.Out("act_re_o", 1, "read activations"),
        UnitPort.Out("act_addr_o", ActivationBufferContract.Bits(2 * p.ActivationWords), "word"),
        UnitPort.Out("act_pick_o", ActivationBufferContract.Bits(p.ActivationPicks), "part of it") with { IsConstant = p.ActivationPicks == 1 },
        UnitPort.Out("weight_re_o", 1, "read weights"),
        UnitPort.Out("weight_addr_o", ActivationBufferContract.Bits(2 * p.WeightWords), "word"),
        UnitPort.Out("weight_pick_o", ActivationBufferContract.Bits(p.StepsPerWord(p.MinWeightBits)), "step of it") with { IsConstant = p.StepsPerWord(p.MinWeightBits) == 1 },
        UnitPort.Out("weight_format_o", 2, "width of the weights: f of the instruction") with { IsConstant = p.MinWeightBits == p.MaxWeightBits },
        .. p.IsOutputStationary
            ? (UnitPort[])[UnitPort.Out("step_valid_o", 1, "a step enters the array"), UnitPort.Out("step_first_o", 1, "first step of a tile"), UnitPort.Out("step_last_o", 1, "last step of a tile")]
            : [UnitPort.Out("step_first_o", 1, "first row of a tile enters the array"), UnitPort.Out("load_o", 1, "a weight row enters"), UnitPort.Out("load_first_o", 1, "first weight row of a tile")],
    ];

    private static List<UnitPort> Ports(AcceleratorParameters p) =>
    [
        UnitPort.ClockIn(), UnitPort.ResetIn(),
        UnitPort.In("start_i", 1, "an instruction starts"),
        UnitPort.DataIn("inst_i", 128, "the instruction"),
        UnitPort.Out("running_o", 1, "a walk is under way"),
        UnitPort.Out("finish_o", 1, "its last cycle"),
        UnitPort.Out("busy_o", 1, "the array takes operands in this cycle"),
        .. ReadPorts(p),
        UnitPort.Out("tile_valid_o", 1, "the sums of a tile are on their way out"),
        UnitPort.Out("tile_final_o", 1, "the last tile of the block"),
        .. p.IsOutputStationary ? (UnitPort[])[] : [UnitPort.Out("tile_first_o", 1, "first tile in depth"), UnitPort.Out("tile_last_o", 1, "last tile in depth")],
        UnitPort.Out("tile_param_o", LaneContract.ParamBits(p), "its parameter word"),
        UnitPort.Out("tile_row_o", LaneContract.RowBits(p), "its first row in accumulators and output half") with { IsConstant = !p.IsOutputStationary && p.ParameterTiles == 1 },
        UnitPort.Out("tile_rows_o", 16, "rows of the block from there on"),
    ];
}
