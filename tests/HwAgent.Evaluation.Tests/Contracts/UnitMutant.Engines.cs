namespace HwAgent.Evaluation.Tests.Contracts;

/// <content>Faults of the units that move data and walk loops.</content>
public sealed partial record UnitMutant
{
    private static UnitMutant[] Engines =>
    [
        new("tiny-os", "hwa_dma", "starts without a token", "assign tokens         = is_store ? out_full_i : kind_free[kind];", "assign tokens         = is_store ? out_full_i : kind_free[kind] || kind == 3'd1;"),
        new("tiny-os", "hwa_dma", "takes the token of the next kind", "!is_store && kind == 3'(i);", "!is_store && kind == 3'((i + 1) % 5);"),
        new("tiny-os", "hwa_dma", "asks for one beat too many at the end of a row", "burst_ends_row ? beats_left_q[7:0] :", "burst_ends_row ? beats_left_q[7:0] + 8'(beats_left_q == 16'd5) :"),
        new("tiny-os", "hwa_dma", "splits a row of exactly one burst", "beats_left_q <= 16'(MaxBurstBeats);", "beats_left_q < 16'(MaxBurstBeats);"),
        new("tiny-os", "hwa_dma", "goes on to the next request untaken", "end else if (busy_q && mem_req_ready_i) begin", "end else if (busy_q) begin"),
        new("tiny-os", "hwa_dma", "adds the stride to the end of a row", "addr_q       <= row_addr_q + {8'd0, stride_q};\n        beats_left_q", "addr_q       <= addr_q + {8'd0, stride_q};\n        beats_left_q"),
        new("tiny-os", "hwa_dma", "counts rows in eight bits", "rows_left_q  <= inst_i[55:40];", "rows_left_q  <= {8'd0, inst_i[47:40]};"),
        new("tiny-os", "hwa_dma", "puts five beats on the way to the port", "wfifo_count_q < 3'd4", "wfifo_count_q < 3'd5"),
        new("tiny-os", "hwa_dma", "gives the output half back before the last beat", "give_out_free_o = wfifo_pop && wlast;", "give_out_free_o = store_read && walk_end;"),
        new("tiny-os", "hwa_dma", "offers a store beat a cycle early", "wfifo_push_q <= store_read;", "wfifo_push_q <= store_read && !wfifo_push_q;"),
        new("tiny-os", "hwa_dma", "counts an odd number of rows to the next tile", "word_q + cur_rows_q", "word_q + (cur_rows_q | 16'd1)"),
        new("tiny-os", "hwa_dma", "begins a row tile where the first one began", "row_word_q <= word_q + 16'd1;\n        end else begin", "row_word_q <= 16'd0;\n        end else begin"),
        new("tiny-os", "hwa_dma", "loses the command behind", "if (take_next) cur_valid_q <= queued_valid;", "if (take_next) cur_valid_q <= queued_valid && !finish;"),
        new("tiny-os", "hwa_dma", "is idle while the last beats move", "!busy_q && !queued_valid && !cur_valid_q", "!busy_q && !queued_valid"),
        new("tiny-os", "hwa_dma", "goes on with a load after reset", "cur_valid_q  <= 1'b0;\n", "cur_valid_q  <= cur_valid_q && !cur_store_q;\n"),
        new("tiny-os", "hwa_dma", "drops a request under way only at the next edge", "if (!rst_ni)    busy_q <= 1'b0;", "if (!rst_ni)    busy_q <= busy_q && !mem_req_ready_i;"),
        new("mixed-ws", "hwa_dma", "fills half a word of activations", "LastActBank = 8'd", "LastActBank = 8'd1 + 8'd"),
        new("odd-os", "hwa_dma", "stores wide results as narrow ones", "last_bank_q <= queued[5] ? LastWideBeat : LastNarrowBeat;", "last_bank_q <= LastNarrowBeat;"),
    ];
}
