using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_pe_ws.</summary>
internal static class PeWsContract
{
    public static UnitContract Create(AcceleratorParameters parameters)
    {
        var (bits, sumBits) = (parameters.MaxWeightBits, parameters.SumBits);
        return new UnitContract
        {
            Module = "hwa_pe_ws",
            Purpose = "Processing element of a weight-stationary systolic array: keeps a weight while activations pass to the right and partial sums pass down; the next tile's weight waits in a second register.",
            Function = "w is the weight in use, n the waiting one. sum_o = sum_i + act_i * (swap_i ? n : w), exact; with swap_i, w takes n. With shift_i, n takes weight_i (in the same cycle swap_i still sees the old n).",
            Handshake = "None: it never waits. swap_o, shift_o and act_o repeat their inputs one cycle later. sum_o belongs to the operands of the cycle before. weight_o shows n. Sums never exceed SumBits bits.",
            ResetBehaviour = "While rst_ni is 0, and in the cycle after, swap_o and shift_o are 0. Weights and data are open after reset until they are written.",
            Instances =
            [
                new UnitInstance
                {
                    Parameters = [new UnitParameter("WeightBits", bits, "2, 4 or 8"), new UnitParameter("SumBits", sumBits, "8 + WeightBits + ceil(log2(rows of the array))")],
                    Ports =
                    [
                        UnitPort.ClockIn(),
                        UnitPort.ResetIn(),
                        UnitPort.In("swap_i", 1, "the waiting weight takes effect with this activation"),
                        UnitPort.DataIn("act_i", 8, "activation from the left", isSigned: true),
                        UnitPort.In("shift_i", 1, "take the weight from above"),
                        UnitPort.DataIn("weight_i", bits, "weight from above", isSigned: true),
                        UnitPort.DataIn("sum_i", sumBits, "partial sum from above", isSigned: true),
                        UnitPort.Out("swap_o", 1, "to the right"),
                        UnitPort.Out("shift_o", 1, "to the right"),
                        UnitPort.Out("act_o", 8, "to the right", isSigned: true),
                        UnitPort.Out("weight_o", bits, "down", isSigned: true),
                        UnitPort.Out("sum_o", sumBits, "down", isSigned: true),
                    ],
                    Generate = trace => new Model(trace, bits, sumBits).Generate(),
                },
            ],
            AllowedSubmodules = ["hwa_multiplier"],
            Surroundings = [AcceleratorTemplates.RenderUnit("hwa_multiplier", parameters)],
        };
    }

    private sealed class Model(UnitTrace trace, int weightBits, int sumBits)
    {
        private readonly int _lowest = -(1 << (weightBits - 1));
        private readonly long _limit = (1L << (sumBits - 1)) - (1L << (6 + weightBits)) - 1;
        private int _at;
        private long? _weight;
        private long? _next;

        public void Generate()
        {
            Reset(3);
            for (var i = 0; i < 60; i++) Cycle(swap: i % 7 == 3, shift: i % 7 < 2, corners: true);
            for (var i = 0; i < 1500; i++) Cycle(trace.Chance(15), trace.Chance(25), trace.Chance(30));
            Reset(1);
            for (var i = 0; i < 5; i++) Cycle(swap: false, shift: false, corners: false);
            for (var i = 0; i < 500; i++) Cycle(trace.Chance(50), trace.Chance(50), trace.Chance(50));
            Reset(2);
            for (var i = 0; i < 1500; i++) Cycle(trace.Chance(5), trace.Chance(90), trace.Chance(10));
        }

        private void Cycle(bool swap, bool shift, bool corners)
        {
            long activation = corners ? ((int[])[-128, 127, -1, 0, 1])[trace.Random.Next(5)] : trace.Random.Next(256) - 128;
            long weight = corners ? ((int[])[_lowest, -_lowest - 1, -1, 0, 1])[trace.Random.Next(5)] : trace.Random.Next(-2 * _lowest) + _lowest;
            var above = corners ? ((long[])[-_limit, _limit, 0, -1])[trace.Random.Next(4)] : trace.Between(-_limit, _limit);
            trace.Set(_at, "swap_i", swap);
            trace.Set(_at, "shift_i", shift);
            trace.Set(_at, "act_i", activation);
            trace.Set(_at, "weight_i", weight);
            trace.Set(_at, "sum_i", above);
            if (swap) _weight = _next;
            if (shift) _next = weight;
            _at++;
            trace.Expect(_at, "swap_o", swap);
            trace.Expect(_at, "shift_o", shift);
            trace.Expect(_at, "act_o", activation);
            trace.ExpectIfKnown(_at, "weight_o", _next);
            trace.ExpectIfKnown(_at, "sum_o", above + activation * _weight);
        }

        private void Reset(int cycles)
        {
            trace.Reset(_at, cycles);
            (_weight, _next) = (null, null);
            for (var i = 0; i <= cycles; i++)
            {
                trace.Expect(_at + i, "swap_o", 0);
                trace.Expect(_at + i, "shift_o", 0);
            }

            for (var i = 0; i < cycles; i++)
            {
                trace.Set(_at + i, "swap_i", 1);
                trace.Set(_at + i, "shift_i", 1);
            }

            trace.Drop(_at, "act_o", "weight_o", "sum_o");
            _at += cycles;
        }
    }
}
