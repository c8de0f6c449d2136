using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_lanes; the vectors are in <see cref="LanesVectors"/>.</summary>
internal static class LanesContract
{
    public static UnitContract Create(AcceleratorParameters p)
    {
        string[] submodules = p.HasTable ? ["hwa_ram", "hwa_requantiser", "hwa_activation_table", "hwa_lane"] : ["hwa_ram", "hwa_requantiser", "hwa_lane"];
        return new UnitContract
        {
            Module = "hwa_lanes",
            Purpose = "One lane a column of the array, with the way of parameters, table and residuals to the lanes and of results to the memory engine.",
            Function = $"Column c ({p.Columns} of them) works as hwa_lane on sum c and the control word, c cycles behind column 0. load_we_i, with load_half_i: bit 0 writes beat load_bank_i of parameter word load_addr_i (half 1 starts at word "
                + $"{p.ParameterTiles}); column c has bits 64 * c + 63..64 * c of the beats of a word in a row. "
                + (p.HasResidual ? "Bit 1 writes beat load_bank_i of the residuals of row load_addr_i into an output half; column c has bits 16 * c + 15..16 * c of the beats of a row. " : string.Empty)
                + (p.HasTable ? "Bit 2 writes word load_addr_i of the activation table in every lane. " : string.Empty)
                + "store_re_i reads beat store_beat_i of row store_addr_i of an output half: the results of all columns side by side, 8 bits each"
                + (p.HasResidual ? " (the low ones), or 16 with store_wide_i" : string.Empty) + "; bits behind the last column are 0. The three top bits of a control word come out as release_table_o, release_param_o and done_o.",
            Handshake = $"A row with control in cycle t needs its sum of column c in cycle t + c, its parameters and residuals written before t, the table before t and unchanged until t + {p.Columns + 10}; its marks come out in cycle "
                + $"t + {p.Columns + 6} and its results can be read from t + {p.Columns + 7} on. store_data_o shows the beat read in the cycle before (store_re_i) and is open otherwise. The marks are 0 without valid. Otherwise as hwa_lane.",
            ResetBehaviour = "While rst_ni is 0, and until the first row after it, the marks are 0; rows under way are dropped. Memories are open after reset until they are written.",
            Instances = [new UnitInstance { Parameters = [], Ports = Ports(p), Generate = trace => new LanesVectors(trace, p).Generate() }],
            AllowedSubmodules = submodules,
            Surroundings = [.. submodules.Select(module => AcceleratorTemplates.RenderUnit(module, p))],
        };
    }

    private static List<UnitPort> Ports(AcceleratorParameters p) =>
    [
        UnitPort.ClockIn(), UnitPort.ResetIn(),
        UnitPort.DataIn("sum_i", p.Columns * p.SumBits, $"sums, column c at bit {p.SumBits} * c, c cycles after its control word"),
        UnitPort.In("control_i", LaneContract.ControlBits(p), "control word of column 0"),
        UnitPort.In("load_we_i", 3, "write a beat of {table, residual, parameters}"),
        UnitPort.DataIn("load_bank_i", 8, "which beat of the columns' values"),
        UnitPort.DataIn("load_addr_i", 16, "word or row"),
        UnitPort.DataIn("load_half_i", 1, "half; 0 for the table"),
        UnitPort.DataIn("load_data_i", p.BusBits, "the beat"),
        UnitPort.In("store_re_i", 1, "read the output buffer"),
        UnitPort.DataIn("store_half_i", 1, "its half"),
        UnitPort.DataIn("store_wide_i", 1, "16-bit results"),
        UnitPort.DataIn("store_beat_i", 8, "which beat of the row"),
        UnitPort.DataIn("store_addr_i", 16, "its row"),
        UnitPort.Out("store_data_o", p.BusBits, "the beat, one cycle later"),
        UnitPort.Out("done_o", 1, "mark of a row that is in the output buffer"),
        UnitPort.Out("release_param_o", 1, "another"),
        UnitPort.Out("release_table_o", 1, "another"),
    ];
}
