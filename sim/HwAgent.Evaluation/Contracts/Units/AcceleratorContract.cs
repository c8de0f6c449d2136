using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_accelerator: whole programs over its memory port. The golden model is <see cref="AcceleratorModel"/>, the vectors are in <see cref="AcceleratorVectors"/>.</summary>
internal static class AcceleratorContract
{
    public static UnitContract Create(AcceleratorParameters p)
    {
        var units = AcceleratorTemplates.Render(p).Sources.Where(static source => source.Name != AcceleratorTemplates.Top + ".sv").ToArray();
        return new UnitContract
        {
            Module = AcceleratorTemplates.Top,
            Purpose = "The whole GEMM accelerator: takes a program, reads operands from memory and writes results back.",
            Function = $"C = f(A * B) in blocks, {(p.IsOutputStationary ? "output" : "weight")}-stationary, {p.Rows} x {p.Columns} elements, by the instruction set below. Sizes of a half: {p.ActivationWords} activation words a bank, "
                + $"{p.WeightWords} weight words of {p.WeightWordBeats} beat(s), {p.OutputRows} output rows, {p.ParameterTiles} parameter words; {p.AccumulatorRows} rows of accumulators.\n\n{AcceleratorTemplates.ReadText("ISA.md")}",
            Handshake = "As in the instruction set: instructions, requests, read beats and write beats each move in a cycle with valid and ready; who offers holds until taken. Requests, beats, busy_o and done_o come in exactly the "
                + "cycles that its rules give, whatever the ports do. inst_ready_o is open without inst_valid_i, and what belongs to a valid is open without it. busy_o is 1 in the cycles in which the array's controller reads operands for a step.",
            ResetBehaviour = "While rst_ni is 0 everything under way is dropped, at once and without a clock edge; nothing is valid, done_o and busy_o are 0. The memory drops outstanding requests with it; no instruction is offered under reset.",
            Instances = [new UnitInstance { Parameters = [], Ports = Ports(p), Generate = trace => new AcceleratorVectors(trace, p).Generate() }],
            AllowedSubmodules = [.. units.Select(static source => source.Name[..^3])],
            Surroundings = units,
        };
    }

    private static List<UnitPort> Ports(AcceleratorParameters p) =>
    [
        UnitPort.ClockIn(), UnitPort.ResetIn(),
        UnitPort.In("inst_valid_i", 1, "an instruction is offered"),
        UnitPort.Out("inst_ready_o", 1, "it is taken"),
        UnitPort.DataIn("inst_i", 128, "the instruction"),
        .. DmaContract.MemoryPort(p),
        UnitPort.Out("done_o", 1, "HALT was taken"),
        UnitPort.Out("busy_o", 1, "the array takes operands in this cycle"),
    ];
}
