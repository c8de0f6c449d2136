using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_controller in both dataflows; the golden model is <see cref="ControllerModel"/>, the vectors are in <see cref="ControllerVectors"/>.</summary>
internal static class ControllerContract
{
    public static UnitContract Create(AcceleratorParameters p)
    {
        string[] submodules = ["hwa_fifo", p.IsOutputStationary ? "hwa_walk_os" : "hwa_walk_ws", "hwa_row_control"];
        return new UnitContract
        {
            Module = "hwa_controller",
            Purpose = "Array controller: carries out MATMUL. It waits for tokens, reads both scratchpads step by step, marks steps for the array, and sends the lanes the control word of each row as it leaves.",
            Function = "Instruction: bits 8 first, 9 last; 10, 12, 14, 16 wait for activations, weights, parameters, table; 11, 13, 15, 17 release them; 20 output half; 24 activate; 25 residual; 26 wide; "
                + $"{WalkContract.Fields}. The walk from the cycle after the start on: {WalkContract.Function(p)} Halves: activation words of half 1 start at {p.ActivationWords}, weight words at {p.WeightWords}, parameter words at "
                + $"{p.ParameterTiles}. tile_* are the inner signals of the same names with which the tile goes to the row control: {RowControlContract.Function(p)} There tile_options_i is the instruction's {{release table, release "
                + "parameters, first" + (p.IsOutputStationary ? string.Empty : " and tile_first_o") + ", last" + (p.IsOutputStationary ? string.Empty : " and tile_last_o") + ", output half, activate, wide, residual}.",
            Handshake = "An instruction starts, and inst_ready_o is 1, in a cycle in which it is offered, none is under way, and its tokens are there: full_i for each wait, with last also out_free_i, or residual_full_i with residual. In "
                + "that cycle it takes them all: take_full_o is its waits, take_out_free_o or take_residual_o is 1; they are 0 in every other cycle. inst_ready_o is open without inst_valid_i. In the last cycle of the walk give_free_o holds the "
                + "releases of {weights, activations}; idle_o is 1 when no walk is under way. Addresses count only with their read enable, picks and format with the step or weight row they belong to; markers come two cycles after the reads.",
            ResetBehaviour = "While rst_ni is 0 everything under way is dropped, at once and without a clock edge, markers and control words included. No instruction is offered under reset.",
            Instances = [new UnitInstance { Parameters = [], Ports = Ports(p), Generate = trace => new ControllerVectors(trace, p).Generate() }],
            AllowedSubmodules = submodules,
            Surroundings = [.. submodules.Select(module => AcceleratorTemplates.RenderUnit(module, p))],
        };
    }

    private static List<UnitPort> Ports(AcceleratorParameters p) =>
    [
        UnitPort.ClockIn(), UnitPort.ResetIn(),
        UnitPort.In("inst_valid_i", 1, "an instruction is at the head of the array queue; it stays until it starts"),
        UnitPort.Out("inst_ready_o", 1, "it starts"),
        UnitPort.DataIn("inst_i", 128, "the instruction"),
        UnitPort.In("full_i", 4, "tokens: operands that are there {table, parameters, weights, activations}"),
        UnitPort.Out("take_full_o", 4, "take them"),
        UnitPort.Out("give_free_o", 2, "operands are used up {weights, activations}"),
        UnitPort.In("out_free_i", 1, "token: a free output half"),
        UnitPort.Out("take_out_free_o", 1, "take it"),
        UnitPort.In("residual_full_i", 1, "token: an output half with residuals"),
        UnitPort.Out("take_residual_o", 1, "take it"),
        .. WalkContract.ReadPorts(p),
        UnitPort.Out("control_o", LaneContract.ControlBits(p), "control word for lane 0"),
        UnitPort.Out("busy_o", 1, "the array takes operands in this cycle"),
        UnitPort.Out("idle_o", 1, "nothing under way"),
    ];
}
