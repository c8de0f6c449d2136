namespace HwAgent.Evaluation.Tests.Contracts;

/// <summary>A template with one fault.</summary>
/// <param name="Configuration">Named configuration it is rendered for.</param>
/// <param name="Module">The unit.</param>
/// <param name="Fault">What is wrong, in words.</param>
/// <param name="From">Text of the template; it must be there.</param>
/// <param name="To">What stands there instead.</param>
public sealed partial record UnitMutant(string Configuration, string Module, string Fault, string From, string To)
{
    /// <summary>The faults that the contracts must catch in simulation. Each passes lint, so nothing else would find it.</summary>
    public static IReadOnlyList<UnitMutant> All { get; } = [.. Datapath, .. Engines, .. Whole];

    private static UnitMutant[] Datapath =>
    [
        new("tiny-os", "hwa_requantiser", "truncates", "shifted[0] && low != highest", "shifted[0] && low == highest"),
        new("tiny-os", "hwa_requantiser", "rounds halves down", "shifted[0] && low", "shifted[0] && (product_q & ((49'd1 << (shift_q - 6'd1)) - 49'd1)) != 49'd0 && low"),
        new("tiny-os", "hwa_requantiser", "rounds halves away from zero", "shifted[0] && low", "shifted[0] && !(negative && (product_q & ((49'd1 << (shift_q - 6'd1)) - 49'd1)) == 49'd0) && low"),
        new("tiny-os", "hwa_requantiser", "shifts logically", ">>> shift_q", ">> shift_q"),
        new("tiny-os", "hwa_requantiser", "shifts one too far", ">>> shift_q", ">>> (shift_q + 6'd1)"),
        new("tiny-os", "hwa_requantiser", "shifts by the next operand's shift", ">>> shift_q", ">>> (shift_q | shift_i)"),
        new("tiny-os", "hwa_requantiser", "does not saturate above 127", "wide_i || shifted[15:8]", "wide_i || !negative || shifted[15:8]"),
        new("tiny-os", "hwa_requantiser", "saturates at 126", ": highest;", ": highest - 16'(!wide_i);"),
        new("tiny-os", "hwa_requantiser", "saturates at -127", "negative ? ~highest", "negative ? ~highest + 16'(!wide_i)"),
        new("tiny-os", "hwa_requantiser", "does not saturate above 32767", "fits ? low", "(fits || (wide_i && !negative)) ? low"),
        new("tiny-os", "hwa_requantiser", "does not saturate below -32768", "fits ? low", "(fits || (wide_i && negative)) ? low"),
        new("tiny-os", "hwa_requantiser", "takes the multiplier as signed", "$signed({1'b0, multiplier_i})", "$signed({multiplier_i[15], multiplier_i})"),
        new("tiny-os", "hwa_requantiser", "swaps the two widths", "wide_i ? 16'h7fff", "!wide_i ? 16'h7fff"),
        new("tiny-os", "hwa_requantiser", "rounds over the highest value", "low != highest", "low != 16'd1"),
        new("tiny-os", "hwa_requantiser", "takes a cycle more", "assign data_o = data_q;", "logic signed [OutBits-1:0] late_q;\n  always_ff @(posedge clk_i) late_q <= data_q;\n  assign data_o = late_q;"),
        new("bare-os", "hwa_requantiser", "does not saturate below -128 without wide results", "shifted[49:8] ==", "negative || shifted[49:8] =="),

        new("tiny-os", "hwa_activation_table", "takes the index as unsigned", "{~data_i[7], data_i[6:0]}", "data_i"),
        new("tiny-os", "hwa_activation_table", "reverses the bytes of a beat", "8*byte_q +: 8", "8*ByteWidth'(~byte_q) +: 8"),
        new("tiny-os", "hwa_activation_table", "swaps the halves of a beat", ".wdata_i,", ".wdata_i({wdata_i[BusBits/2-1:0], wdata_i[BusBits-1:BusBits/2]}),"),
        new("tiny-os", "hwa_activation_table", "loses writes during lookups", ".we_i,", ".we_i(we_i && !re_i),"),
        new("tiny-os", "hwa_activation_table", "looks up the byte of the next operand", "8*byte_q +: 8", "8*ByteWidth'(re_i ? index[ByteWidth-1:0] : byte_q) +: 8"),

        new("tiny-os", "hwa_multiplier", "takes the activation as unsigned", "act_i * weight_i", "(WeightBits+8)'($signed({1'b0, act_i})) * (WeightBits+8)'(weight_i)"),
        new("tiny-ws", "hwa_multiplier", "takes the weight as unsigned", "act_i * weight_i", "(WeightBits+8)'(act_i) * (WeightBits+8)'($signed({1'b0, weight_i}))"),
        new("narrow-ws-w2", "hwa_multiplier", "loses the sign of the lowest product", "act_i * weight_i", "(act_i * weight_i) & {1'b0, {(WeightBits+7){1'b1} } }"),
        new("tiny-os", "hwa_multiplier", "is wrong for one pair of operands", "act_i * weight_i", "(act_i * weight_i) ^ (WeightBits+8)'(act_i == 8'sd91 && weight_i == WeightBits'(-3))"),

        new("tiny-os", "hwa_pe_os", "subtracts products", "acc_q) + 32'(product)", "acc_q) - 32'(product)"),
        new("tiny-os", "hwa_pe_os", "does not start a tile of one step from zero", "(first_i ? 32'sd0", "(first_i && !last_i ? 32'sd0"),
        new("tiny-os", "hwa_pe_os", "sums operands that are not valid", "if (valid_i) acc_q", "acc_q"),
        new("tiny-os", "hwa_pe_os", "finishes on a stray mark", "if (valid_i && last_i) shadow_q", "if (last_i) shadow_q"),
        new("tiny-os", "hwa_pe_os", "lets a shift win over a finished sum",
            "if (valid_i && last_i) shadow_q <= acc_d;\n    else if (shift_i)      shadow_q <= sum_i;", "if (shift_i) shadow_q <= sum_i;\n    else if (valid_i && last_i) shadow_q <= acc_d;"),
        new("tiny-os", "hwa_pe_os", "sums in 30 bits", "(first_i ? 32'sd0 : acc_q) + 32'(product);", "32'($signed(30'((first_i ? 32'sd0 : acc_q) + 32'(product))));"),
        new("tiny-os", "hwa_pe_os", "does not reset the shift mark", "shift_q <= 1'b0;", "shift_q <= shift_i;"),
        new("tiny-os", "hwa_pe_os", "does not reset the valid mark", "valid_q <= 1'b0;", "valid_q <= valid_i;"),
        new("tiny-os", "hwa_pe_os", "gates the activation", "act_q    <= act_i;", "act_q    <= valid_i ? act_i : act_q;"),

        new("tiny-ws", "hwa_pe_ws", "uses the new weight a step late", "swap_i ? next_q : weight_q", "weight_q"),
        new("tiny-ws", "hwa_pe_ws", "always takes the weight from above", "if (shift_i) next_q   <= weight_i;", "next_q <= shift_i ? weight_i : weight_i;"),
        new("tiny-ws", "hwa_pe_ws", "swaps in the weight that arrives", "if (swap_i)  weight_q <= next_q;", "if (swap_i)  weight_q <= shift_i ? weight_i : next_q;"),
        new("tiny-ws", "hwa_pe_ws", "subtracts products", "sum_i + SumBits'(product)", "sum_i - SumBits'(product)"),
        new("tiny-ws", "hwa_pe_ws", "does not reset the swap mark", "swap_q  <= 1'b0;", "swap_q  <= swap_i;"),

        new("tiny-os", "hwa_fifo", "overwrites when full", "valid_i && ready_o", "valid_i"),
        new("tiny-os", "hwa_fifo", "takes from an empty queue", "valid_o && ready_i", "ready_i"),
        new("tiny-os", "hwa_fifo", "is full one word early", "!count_q[PtrWidth]", "count_q < (PtrWidth+1)'(Depth - 1)"),
        new("tiny-os", "hwa_fifo", "takes a word when full because one leaves", "assign ready_o = !count_q[PtrWidth];", "assign ready_o = !count_q[PtrWidth] || ready_i;"),
        new("tiny-os", "hwa_fifo", "counts a word that passes through twice", "if (push && !pop)", "if (push)"),
        new("tiny-os", "hwa_fifo", "shows the newest place", "mem[head_q]", "mem[tail_q]"),
        new("tiny-os", "hwa_fifo", "does not reset the head", "head_q  <= '0;", "head_q  <= head_q;"),
        new("tiny-os", "hwa_fifo", "does not reset the count", "count_q <= '0;", "count_q <= count_q;"),

        new("tiny-os", "hwa_credit", "counts a token given and taken at once", "give_i && !take_i", "give_i"),
        new("tiny-os", "hwa_credit", "keeps the last token back", "count_q != 2'd0", "count_q > 2'd1"),
        new("tiny-os", "hwa_credit", "resets to the wrong count", "Initial[1:0]", "~Initial[1:0]"),
        new("tiny-os", "hwa_credit", "forgets the second token", "count_q + 2'd1", "2'd1"),

        new("tiny-os", "hwa_skew", "reverses the elements", "data_i[Width*i +: Width]", "data_i[Width*(Elements-1-i) +: Width]"),
        new("tiny-os", "hwa_skew", "swaps the first two elements", "data_i[Width*i +: Width]", "data_i[Width*(i < 2 && Elements > 1 ? 1 - i : i) +: Width]"),

        new("tiny-os", "hwa_ram", "never writes address 0", "if (we_i) mem", "if (we_i && waddr_i != '0) mem"),
        new("tiny-os", "hwa_ram", "does not hold the word read", "if (re_i) rdata_q", "if (re_i || we_i) rdata_q"),
        new("tiny-os", "hwa_ram", "loses a write during a read", "if (we_i) mem", "if (we_i && !re_i) mem"),

        new("tiny-os", "hwa_pe_array", "never stops shifting", "shift_en_q << 1", "shift_en_q"),
        new("tiny-os", "hwa_pe_array", "leaves the second row behind", "{ {(Rows-1){1'b1} }, 1'b0}", "{ {(Rows-2){1'b1} }, 2'b00}"),
        new("tiny-os", "hwa_pe_array", "mirrors the weights", "weight_i[WeightBits*c +: WeightBits]", "weight_i[WeightBits*(Columns-1-c) +: WeightBits]"),
        new("tiny-os", "hwa_pe_array", "drops the first mark", "first_q <= gen_marker[r-1].first;", "first_q <= gen_marker[r-1].first && gen_marker[r-1].last;"),
        new("tiny-ws", "hwa_pe_array", "keeps the load marks of the tile before", "load_first_i ? '0 : (load_en_q << 1)", "load_first_i ? load_en_q : (load_en_q << 1)"),
        new("tiny-ws", "hwa_pe_array", "mirrors the activations", "act_i[8*r +: 8]", "act_i[8*(Rows-1-r) +: 8]"),
        new("tiny-ws", "hwa_pe_array", "loads weights a cycle late", "shift_in = load_en_d[r]", "shift_in = load_en_q[r]"),

        new("tiny-os", "hwa_lane", "subtracts the bias", "sum2_q + $signed", "sum2_q - $signed"),
        new("tiny-os", "hwa_lane", "indexes the table with a wide value", "c1_q.wide && !c1_q.activate", "c1_q.wide"),
        new("tiny-os", "hwa_lane", "does not saturate the residual sum", "> 17'sd32767)", "> 17'sd65000)"),
        new("tiny-os", "hwa_lane", "stores the other half", "store_half_q ? out_rdata1 : out_rdata0", "store_half_q ? out_rdata0 : out_rdata1"),
        new("tiny-os", "hwa_lane", "writes the half of the next row", "(v7_q && !half7_q)", "(v7_q && !half6_q)"),
        new("tiny-os", "hwa_lane", "writes the next row's word", "(v7_q && !half7_q) ? row7_q", "(v7_q && !half7_q) ? row6_q"),
        new("tiny-os", "hwa_lane", "starts every chunk from zero", "(c1_q.first ? 32'sd0 : partial)", "(c1_q.first || c1_q.last ? 32'sd0 : partial)"),
        new("tiny-os", "hwa_lane", "does not reset the control word", "if (!rst_ni) c1_q <= '0;", "if (!rst_ni) c1_q <= c0;"),
        new("bare-os", "hwa_lane", "swaps the halves", "assign out_we[0]  = v7_q && !half7_q;", "assign out_we[0]  = v7_q && half7_q;"),

        new("tiny-os", "hwa_activation_buffer", "reverses the bytes of a beat", "8*pick_q +: 8", "8*PickWidth'(~pick_q) +: 8"),
        new("mixed-ws", "hwa_activation_buffer", "reads on every write", ".re_i,", ".re_i(re_i || we_i),"),
        new("odd-os", "hwa_weight_buffer", "does not extend the sign of 4-bit weights", "WeightBits'($signed(step4[4*c +: 4]))", "WeightBits'(step4[4*c +: 4])"),
        new("odd-os", "hwa_weight_buffer", "takes 2-bit weights from the wrong step", "pick2 = pick_q", "pick2 = ~pick_q"),
        new("narrow-ws-w2", "hwa_weight_buffer", "uses the next step's place", "pick2 = pick_q", "pick2 = pick_i"),

        new("tiny-os", "hwa_sequencer", "halts while an engine works", "mem_idle_i && array_idle_i", "(mem_idle_i || array_idle_i)"),
        new("tiny-os", "hwa_sequencer", "halts with instructions waiting", "!mem_valid_o && !array_valid_o && ", ""),
        new("tiny-os", "hwa_sequencer", "takes instructions after HALT", "if (is_mem)   inst_ready_o = mem_ready && !done_q;", "if (is_mem)   inst_ready_o = mem_ready;"),
        new("tiny-os", "hwa_sequencer", "waits at an unknown operation", "inst_ready_o = !done_q;", "inst_ready_o = 1'b0;"),
        new("tiny-os", "hwa_sequencer", "sends stores to nobody", "is_mem   = inst_i[3:0] == OpLoad || inst_i[3:0] == OpStore;", "is_mem   = inst_i[3:0] == OpLoad || (inst_i[3:0] == OpStore && array_idle_i);"),
        new("tiny-os", "hwa_sequencer", "stays done after reset", "done_q <= 1'b0;", "done_q <= done_q;"),
    ];
}
