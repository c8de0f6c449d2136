using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_requantiser; the golden model is <see cref="Requantiser"/>.</summary>
internal static class RequantiserContract
{
    private static readonly int[] Sums =
    [
        0, 1, -1, 2, -2, 3, 126, 127, 128, 129, -126, -127, -128, -129, -130, 255, 256, -256, 32766, 32767, 32768, -32767, -32768, -32769,
        1 << 24, -(1 << 24), 0x55555555, unchecked((int)0xAAAAAAAA), int.MaxValue, int.MaxValue - 1, int.MinValue, int.MinValue + 1,
    ];

    private static readonly int[] Multipliers = [0, 1, 2, 3, 127, 32767, 32768, 32769, 43691, 65534, 65535];
    private static readonly int[] Shifts = [0, 1, 2, 7, 8, 15, 16, 17, 23, 24, 30, 31, 32, 33, 40, 46, 47];

    public static UnitContract Create(AcceleratorParameters parameters)
    {
        var bits = parameters.OutBits;
        var hasWide = bits == 16;
        List<UnitPort> ports =
        [
            UnitPort.ClockIn(),
            UnitPort.DataIn("sum_i", 32, "x", isSigned: true),
            UnitPort.DataIn("multiplier_i", 16, "M, unsigned; comes with sum_i"),
            UnitPort.DataIn("shift_i", 6, "S, 0 to 47; comes with sum_i"),
        ];
        if (hasWide) ports.Add(UnitPort.DataIn("wide_i", 1, "1: saturate to 16 bits, 0: to 8 bits; comes one cycle after sum_i"));
        ports.Add(UnitPort.Out("data_o", bits, "y, two cycles after sum_i", isSigned: true));
        return new UnitContract
        {
            Module = "hwa_requantiser",
            Purpose = "Scales an exact 32-bit sum back to a narrow integer, one every cycle.",
            Function = "y = saturate((x * M + half) >>> S), half = 2^(S-1) for S > 0 and 0 for S = 0; the product has 48 bits and is exact, >>> is the arithmetic shift, so halves "
                + "round towards plus infinity. "
                + (hasWide ? "saturate clamps to [-32768, 32767] when wide_i is 1, else to [-128, 127], sign-extended to 16 bits." : "saturate clamps to [-128, 127]."),
            Handshake = "None: new operands every cycle, fully pipelined. data_o in cycle t + 2 belongs to sum_i, multiplier_i and shift_i of cycle t"
                + (hasWide ? " and to wide_i of cycle t + 1." : ".") + " S is never above 47.",
            ResetBehaviour = "There is no reset; outputs are open until two cycles after the first operands.",
            Instances =
            [
                new UnitInstance
                {
                    Parameters = [new UnitParameter("OutBits", bits, "8 or 16; 16 brings the port wide_i with it")],
                    Ports = ports,
                    Generate = trace => Generate(trace, hasWide),
                },
            ],
        };
    }

    private static void Generate(UnitTrace trace, bool hasWide)
    {
        foreach (var shift in Shifts)
        {
            foreach (var multiplier in Multipliers)
            {
                foreach (var sum in Sums) Add(sum, multiplier, shift, trace.Chance(50));
            }
        }

        // Quotients around the limits, with remainders just below, at and just above one half. Scaling the product and the shift
        // together by 2^m reaches large multipliers and shifts.
        int[] quotients = [0, 1, -1, 126, 127, 128, -128, -129, -130, 32766, 32767, 32768, -32768, -32769, -32770];
        foreach (var quotient in quotients)
        {
            for (var shift = 1; shift <= 31; shift++)
            {
                for (var off = -1; off <= 1; off++)
                {
                    var sum = ((long)quotient << shift) + (1L << (shift - 1)) + off;
                    if (sum is < int.MinValue or > int.MaxValue) continue;
                    var more = trace.Random.Next(16);
                    Add((int)sum, 1 << more, shift + more, Math.Abs(quotient) > 1000 || trace.Chance(50));
                }
            }
        }

        for (var i = 0; i < 4000; i++)
        {
            // Magnitudes uniform in the exponent, so that results of every size are common.
            var sum = (int)(trace.Random.Next() >> 32) >> trace.Random.Next(32);
            var multiplier = trace.Random.Next(65536) >> (trace.Chance(80) ? 0 : trace.Random.Next(17));
            Add(sum, multiplier, trace.Random.Next(Requantiser.MaxShift + 1), trace.Chance(50));
        }

        void Add(int sum, int multiplier, int shift, bool wide)
        {
            var at = Math.Max(0, trace.Count - 2);
            trace.Set(at, "sum_i", sum);
            trace.Set(at, "multiplier_i", multiplier);
            trace.Set(at, "shift_i", shift);
            if (hasWide) trace.Set(at + 1, "wide_i", wide);
            var golden = new Requantiser((ushort)multiplier, (byte)shift);
            trace.Expect(at + 2, "data_o", hasWide && wide ? golden.ToInt16(sum) : golden.ToInt8(sum));
        }
    }
}
