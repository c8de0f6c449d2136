using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_lane; the vectors are in <see cref="LaneVectors"/>.</summary>
internal static class LaneContract
{
    public static UnitContract Create(AcceleratorParameters p) => new()
    {
        Module = "hwa_lane",
        Purpose = "Everything behind one column of the array: partial sums, bias, requantiser, activation table, residual add, and the two halves of the output buffer. It takes one row a cycle and never stalls.",
        Function = "A row comes as sum_i with its control word. With first the partial sum of the row starts at sum_i, else sum_i is added to it; without last it is kept. With last, the result is written to word `row` "
            + "of half `out_half` of the output buffer: r = requantise(partial sum + bias), saturated to 8 bits unless wide is 1 and activate is 0; with activate r = table[r + 128]; with residual the old word there is added, "
            + "saturated to 16 bits. Bias, multiplier and shift are word `param` of the parameter memory.",
        Handshake = "control_i, from the top bit: release_table, release_param, done, valid, first, last, out_half, activate, wide, residual, param, row. control_o repeats it one cycle later; only rows with valid count, and the "
            + "first three bits mean nothing here. Parameter word: bits 31..0 bias, 47..32 multiplier, 53..48 shift. A row with control in cycle t needs its parameters written before t, its table before t + 5 and its "
            + "residual before t + 5; its result can be read from t + 8 on. The same row comes again no sooner than four cycles later. store_rdata_o shows the word read in the cycle before (store_re_i). Nobody reads "
            + "or writes a half through the other ports while rows go into it, residuals of rows still to come excepted. Sums never overflow 32 bits.",
        ResetBehaviour = "While rst_ni is 0, and in the cycle after, control_o is 0; rows under way are dropped. Memories are open after reset until they are written.",
        Instances = [new UnitInstance { Parameters = [], Ports = Ports(p), Generate = trace => new LaneVectors(trace, p).Generate() }],
        AllowedSubmodules = [.. Submodules(p)],
        Surroundings = [.. Submodules(p).Select(module => AcceleratorTemplates.RenderUnit(module, p))],
    };

    private static IEnumerable<string> Submodules(AcceleratorParameters p) =>
        p.HasTable ? ["hwa_ram", "hwa_requantiser", "hwa_activation_table"] : ["hwa_ram", "hwa_requantiser"];

    private static List<UnitPort> Ports(AcceleratorParameters p)
    {
        var control = ControlBits(p);
        var outAddress = ActivationBufferContract.Bits(p.OutputRows);
        List<UnitPort> ports =
        [
            UnitPort.ClockIn(), UnitPort.ResetIn(),
            UnitPort.DataIn("sum_i", p.SumBits, "sum of a row", isSigned: true),
            UnitPort.In("control_i", control, "its control word"),
            UnitPort.Out("control_o", control, "to the next lane"),
            UnitPort.In("param_we_i", 1, "write a parameter word"),
            UnitPort.DataIn("param_waddr_i", ActivationBufferContract.Bits(2 * p.ParameterTiles), "which"),
            UnitPort.DataIn("param_wdata_i", 64, "the word"),
        ];
        if (p.HasTable)
        {
            ports.Add(UnitPort.In("table_we_i", 1, "write a word of the activation table"));
            ports.Add(UnitPort.DataIn("table_waddr_i", BitOperations.Log2((uint)(2048 / p.BusBits)), "which"));
            ports.Add(UnitPort.DataIn("table_wdata_i", p.BusBits, "the word"));
        }

        if (p.HasResidual)
        {
            ports.Add(UnitPort.In("residual_we_i", 1, "write a residual into the output buffer"));
            ports.Add(UnitPort.DataIn("residual_half_i", 1, "its half"));
            ports.Add(UnitPort.DataIn("residual_waddr_i", outAddress, "its row"));
            ports.Add(UnitPort.DataIn("residual_wdata_i", 16, "the residual"));
        }

        ports.Add(UnitPort.In("store_re_i", 1, "read the output buffer"));
        ports.Add(UnitPort.DataIn("store_half_i", 1, "its half"));
        ports.Add(UnitPort.DataIn("store_raddr_i", outAddress, "its row"));
        ports.Add(UnitPort.Out("store_rdata_o", p.OutBits, "the result, one cycle later"));
        return ports;
    }

    /// <summary>Width of the row number in the control word.</summary>
    internal static int RowBits(AcceleratorParameters p) => ActivationBufferContract.Bits(Math.Max(p.AccumulatorRows, p.OutputRows));

    internal static int ParamBits(AcceleratorParameters p) => ActivationBufferContract.Bits(2 * p.ParameterTiles);

    internal static int ControlBits(AcceleratorParameters p) => 10 + ParamBits(p) + RowBits(p);
}
