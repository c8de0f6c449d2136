namespace HwAgent.Evaluation.Tests.Contracts;

/// <content>Faults of the units that put others together.</content>
public sealed partial record UnitMutant
{
    private static UnitMutant[] Whole =>
    [
        new("tiny-os", "hwa_lanes", "mirrors the sums", "sum_i[SumBits*c +: SumBits]", "sum_i[SumBits*(Columns-1-c) +: SumBits]"),
        new("odd-os", "hwa_lanes", "overwrites parameters with later beats", "load_bank_i == 8'(c / ParamLanes)", "load_bank_i + 8'd1 > 8'(c / ParamLanes)"),
        new("mixed-ws", "hwa_lanes", "swaps the parameters of a beat", "64 * (c % ParamLanes)", "64 * ((c + 1) % ParamLanes)"),
        new("tiny-os", "hwa_lanes", "swaps the halves of the parameters", "load_half_i ? ParamWidth'(ParamTiles)", "!load_half_i ? ParamWidth'(ParamTiles)"),
        new("tiny-os", "hwa_lanes", "puts residuals into the other half", ".residual_half_i (load_half_i)", ".residual_half_i (!load_half_i)"),
        new("odd-os", "hwa_lanes", "takes residuals from the wrong beat", "8'(16 * c / BusBits)", "8'(8 * c / BusBits)"),
        new("tiny-os", "hwa_lanes", "swaps the residuals of neighbours", "(16 * c) % BusBits +: 16", "(16 * (c ^ 1)) % BusBits +: 16"),
        new("tiny-os", "hwa_lanes", "marks the end of a block a cycle early", "{control_out[ControlBits-1 -: 3]}", "{control_in[ControlBits-1 -: 3]}"),
        new("tiny-os", "hwa_lanes", "swaps the marks", "{release_table_o, release_param_o, done_o}", "{release_param_o, release_table_o, done_o}"),
        new("tiny-ws", "hwa_lanes", "keeps marks under way in reset", "if (!rst_ni) mark_q <= '0;", "if (!rst_ni) mark_q <= mark_q;"),
        new("tiny-os", "hwa_lanes", "stores the high bytes", "out_row[OutBits*k +: 8]", "out_row[OutBits*k + OutBits - 8 +: 8]"),
        new("odd-os", "hwa_lanes", "stores the last beat of a wide row twice", "store_wide_q && store_beat_q == 8'(b)", "store_wide_q && store_beat_q <= 8'(b)"),
        new("bare-os", "hwa_lanes", "fills up the last beat with ones", "narrow_row = '0;", "narrow_row = '1;"),
        new("tiny-ws", "hwa_lanes", "loads the table from the end", "(load_addr_i[$clog2(2048/BusBits)-1:0])", "(~load_addr_i[$clog2(2048/BusBits)-1:0])"),

        new("tiny-os", "hwa_accelerator", "has one half of each buffer", ".Initial(i == 4 ? 1 : 2)", ".Initial(1)"),
        new("tiny-os", "hwa_accelerator", "gives weights back as activations", "out_release_param, controller_give};", "out_release_param, controller_give[0], controller_give[1]};"),
        new("tiny-os", "hwa_accelerator", "takes weights for activations", "take_residual, controller_take[2:0]};", "take_residual, controller_take[2], controller_take[0], controller_take[1]};"),
        new("tiny-ws", "hwa_accelerator", "takes no output half for a block", "(i == 3 && take_out_free)", "(i == 3 && take_out_free && !out_done && take_residual)"),
        new("tiny-os", "hwa_accelerator", "swaps the halves of the weights", "(load_half ? WeightWidth'(WeightHalf)", "(!load_half ? WeightWidth'(WeightHalf)"),
        new("tiny-ws", "hwa_accelerator", "swaps the halves of the activations", "(load_half ? ActWidth'(ActHalf)", "(!load_half ? ActWidth'(ActHalf)"),
        new("tiny-os", "hwa_accelerator", "rotates the rows of the array", ".data_i(act),", ".data_i({act[7:0], act[Rows*8-1:8]}),"),
        new("tiny-os", "hwa_accelerator", "halts while the memory engine works", ".mem_idle_i   (mem_idle)", ".mem_idle_i   (mem_idle || array_idle)"),
        new("tiny-os", "hwa_accelerator", "stores a block a cycle early", ".out_full_i     (out_full)", ".out_full_i     (out_full || out_done)"),
        new("tiny-os", "hwa_accelerator", "adds residuals that are not there", ".residual_full_i(full[3])", ".residual_full_i(full[3] || free[3])"),
        new("tiny-os", "hwa_accelerator", "loads residuals as parameters", "(load_we[4:2])", "({load_we[4], load_we[2], load_we[3]})"),
        new("odd-os", "hwa_accelerator", "takes 4-bit weights for 2-bit ones", ".format_i(weight_format)", ".format_i({weight_format[0], weight_format[1]})"),
        new("tiny-ws", "hwa_accelerator", "starts a tile of weights with every row", ".load_first_i(load_first)", ".load_first_i(load || load_first)"),
        new("tiny-ws", "hwa_accelerator", "answers in the wrong order", ".store_beat_i   (store_beat)", ".store_beat_i   (~store_beat)"),
    ];
}
