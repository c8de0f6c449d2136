using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_dma; the golden model is <see cref="DmaModel"/>, the vectors are in <see cref="DmaVectors"/>.</summary>
internal static class DmaContract
{
    public static UnitContract Create(AcceleratorParameters p) => new()
    {
        Module = "hwa_dma",
        Purpose = "Memory engine: carries out LOAD and STORE. It asks for bursts ahead of the data and moves the beats between the memory port and the scratchpads, one command after the other without a gap.",
        Function = "Instruction: bits 3..0 operation (1 LOAD, 2 STORE), 6..4 kind (LOAD: 0 activations, 1 weights, 2 parameters, 3 residual, 4 table; STORE: 0), 7 half, 39..8 address of the first beat, 55..40 rows, 71..56 beats a "
            + "row, 95..72 beats from one row to the next, 96 wide (STORE). For each row, in order, bursts of 64 beats and one with the rest are requested; beats move in the same order. Beat b of row r, the n-th beat of the "
            + $"command, has as its place (bank, word): {ActivationPlace(p)}; weights (n mod {p.WeightWordBeats}, n / {p.WeightWordBeats}); parameters (n mod {p.ParamTileBeats}, n / {p.ParamTileBeats}); table (0, n); residual "
            + $"(b mod {p.WideTileBeats}, b / {p.WideTileBeats} * rows + r); STORE the same, with {p.NarrowTileBeats} in the place of {p.WideTileBeats} unless wide. Beats a row of a residual or STORE are a multiple of that number.",
        Handshake = "An instruction starts, and inst_ready_o is 1, in a cycle in which it is offered, its token is there (free_i[kind] for a LOAD, out_full_i for a STORE), no request is pending and fewer than 4 commands wait behind the "
            + "one whose beats move; inst_ready_o is open without inst_valid_i. In that cycle take_free_o[kind] or take_out_full_o is 1. From the next cycle on its requests are at the port, one after the other, each until taken. "
            + "A command is taken up for its beats in the cycle in which the last beat of the one before moves, or when nothing moves, no sooner than the cycle after its start; its beats move from the next cycle on. LOAD: mem_rready_o is 1 from "
            + "then until its last beat. A beat goes out in the cycle in which it comes: load_we_o[kind] with load_bank_o, load_addr_o (word), load_half_o and load_data_o; with the last, give_full_o[kind]. STORE: store_re_o with "
            + "store_beat_o (bank), store_addr_o (word), store_half_o and store_wide_o in every cycle in which fewer than four beats are read and not yet taken by the port, or one is taken; the beat comes in the next cycle over store_data_i "
            + "and is at the port, mem_wvalid_o, from the cycle after that, in order, until taken; with the last, give_out_free_o. idle_o: no request pending, no command waiting, none moving. Outputs that a valid qualifies are open without it. "
            + "The memory offers a read beat only after its request, holds it until taken, and takes write beats only after their request.",
        ResetBehaviour = "While rst_ni is 0 everything is dropped, at once and without a clock edge: idle_o is 1, nothing is valid, asked, given or taken. No instruction is offered under reset.",
        Instances = [new UnitInstance { Parameters = [], Ports = Ports(p), Generate = trace => new DmaVectors(trace, p).Generate() }],
        AllowedSubmodules = ["hwa_fifo"],
        Surroundings = [AcceleratorTemplates.RenderUnit("hwa_fifo", p)],
    };

    private static string ActivationPlace(AcceleratorParameters p) => p.IsOutputStationary
        ? $"activations (r mod {p.Rows}, r / {p.Rows} * beats a row + b)"
        : $"activations (n mod {p.ActivationBanks}, n / {p.ActivationBanks})";

    private static List<UnitPort> Ports(AcceleratorParameters p) =>
    [
        UnitPort.ClockIn(), UnitPort.ResetIn(),
        UnitPort.In("inst_valid_i", 1, "an instruction is at the head of the memory queue; it stays until it starts"),
        UnitPort.Out("inst_ready_o", 1, "it starts"),
        UnitPort.DataIn("inst_i", 128, "the instruction"),
        UnitPort.In("free_i", 5, "tokens: destinations that are free {table, output half, parameters, weights, activations}"),
        UnitPort.Out("take_free_o", 5, "take one"),
        UnitPort.Out("give_full_o", 5, "a destination is full"),
        UnitPort.In("out_full_i", 1, "token: a finished output half"),
        UnitPort.Out("take_out_full_o", 1, "take it"),
        UnitPort.Out("give_out_free_o", 1, "an output half is stored"),
        .. MemoryPort(p),
        UnitPort.Out("load_we_o", 5, "write a beat: which scratchpad, as free_i"),
        UnitPort.Out("load_bank_o", 8, "bank, or beat of a word"),
        UnitPort.Out("load_addr_o", 16, "word"),
        UnitPort.Out("load_half_o", 1, "half"),
        UnitPort.Out("load_data_o", p.BusBits, "the beat"),
        UnitPort.Out("store_re_o", 1, "read the output buffer"),
        UnitPort.Out("store_half_o", 1, "half"),
        UnitPort.Out("store_wide_o", 1, "16-bit results"),
        UnitPort.Out("store_beat_o", 8, "which beat of the row") with { IsConstant = p.WideTileBeats == 1 },
        UnitPort.Out("store_addr_o", 16, "word"),
        UnitPort.DataIn("store_data_i", p.BusBits, "the beat, one cycle later"),
        UnitPort.Out("idle_o", 1, "nothing under way"),
    ];

    /// <summary>The memory port, as the memory engine and the whole accelerator have it.</summary>
    internal static IReadOnlyList<UnitPort> MemoryPort(AcceleratorParameters p) =>
    [
        UnitPort.Out("mem_req_valid_o", 1, "a request"),
        UnitPort.In("mem_req_ready_i", 1, "it is taken"),
        UnitPort.Out("mem_req_write_o", 1, "1 write, 0 read"),
        UnitPort.Out("mem_req_addr_o", 32, "first beat"),
        UnitPort.Out("mem_req_beats_o", 8, "beats, 1 to 64"),
        UnitPort.In("mem_rvalid_i", 1, "a read beat is offered"),
        UnitPort.Out("mem_rready_o", 1, "it is taken"),
        UnitPort.DataIn("mem_rdata_i", p.BusBits, "the beat"),
        UnitPort.Out("mem_wvalid_o", 1, "a write beat is offered"),
        UnitPort.In("mem_wready_i", 1, "it is taken"),
        UnitPort.Out("mem_wdata_o", p.BusBits, "the beat"),
    ];
}
