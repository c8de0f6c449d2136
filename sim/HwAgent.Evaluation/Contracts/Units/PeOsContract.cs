using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_pe_os.</summary>
internal static class PeOsContract
{
    public static UnitContract Create(AcceleratorParameters parameters)
    {
        var bits = parameters.MaxWeightBits;
        return new UnitContract
        {
            Module = "hwa_pe_os",
            Purpose = "Processing element of an output-stationary systolic array: keeps one sum of products while operands pass through, then hands the finished sum to a register that is shifted down the column.",
            Function = "In a cycle with valid_i, acc = (first_i ? 0 : acc) + act_i * weight_i, exact in 32 bits (a tile has at most 65535 steps); with last_i as well, the new acc is copied to "
                + "the register behind sum_o. In a cycle without valid_i and last_i but with shift_i, that register takes sum_i.",
            Handshake = "None: it never waits. valid_o, first_o, last_o, shift_o, act_o and weight_o repeat their inputs one cycle later, whatever they are. sum_o shows the register from the cycle after it is "
                + "written until it is written again. first_i and last_i mean something only with valid_i. Summing goes on while sums are shifted out.",
            ResetBehaviour = "While rst_ni is 0, and in the cycle after, valid_o, first_o, last_o and shift_o are 0. Everything else is open after reset until it is written: sum_o until the end of a tile that began "
                + "after the reset, or until a shift.",
            Instances =
            [
                new UnitInstance
                {
                    Parameters = [new UnitParameter("WeightBits", bits, "2, 4 or 8")],
                    Ports =
                    [
                        UnitPort.ClockIn(),
                        UnitPort.ResetIn(),
                        UnitPort.In("valid_i", 1, "operands are valid"),
                        UnitPort.In("first_i", 1, "first step of a tile"),
                        UnitPort.In("last_i", 1, "last step of a tile"),
                        UnitPort.DataIn("act_i", 8, "activation from the left", isSigned: true),
                        UnitPort.DataIn("weight_i", bits, "weight from above", isSigned: true),
                        UnitPort.In("shift_i", 1, "take the sum from above"),
                        UnitPort.DataIn("sum_i", 32, "sum from above", isSigned: true),
                        UnitPort.Out("valid_o", 1, "to the right"),
                        UnitPort.Out("first_o", 1, "to the right"),
                        UnitPort.Out("last_o", 1, "to the right"),
                        UnitPort.Out("shift_o", 1, "to the right"),
                        UnitPort.Out("act_o", 8, "to the right", isSigned: true),
                        UnitPort.Out("weight_o", bits, "down", isSigned: true),
                        UnitPort.Out("sum_o", 32, "down", isSigned: true),
                    ],
                    Generate = trace => new Model(trace, bits).Generate(),
                },
            ],
            AllowedSubmodules = ["hwa_multiplier"],
            Surroundings = [AcceleratorTemplates.RenderUnit("hwa_multiplier", parameters)],
        };
    }

    private sealed class Model(UnitTrace trace, int weightBits)
    {
        private readonly int _lowest = -(1 << (weightBits - 1));
        private int _at;
        private long? _sum;
        private long? _shadow;

        public void Generate()
        {
            Reset(3);
            foreach (var steps in (int[])[1, 1, 2, 3, 1, 8]) Tile(steps, corners: true, shiftPercent: 0);
            for (var i = 0; i < 40; i++) Tile(1 + trace.Random.Next(20), corners: i % 2 == 0, shiftPercent: 40);
            // Mid-stream: in a tile, between two steps, while shifting.
            Tile(5, corners: false, shiftPercent: 50, finish: false);
            Reset(1);
            for (var i = 0; i < 3; i++) Cycle(valid: false, first: false, last: false, shift: true);
            for (var i = 0; i < 20; i++) Tile(1 + trace.Random.Next(12), corners: false, shiftPercent: 20);
            Tile(3, corners: false, shiftPercent: 0, finish: false);
            Reset(2);
            for (var i = 0; i < 150; i++) Tile(1 + trace.Random.Next(30), corners: trace.Chance(30), shiftPercent: trace.Random.Next(100));
            // As large as a sum can become, in both directions.
            Longest(-128, _lowest);
            Longest(127, _lowest);
            Tile(4, corners: false, shiftPercent: 0);
        }

        private void Tile(int steps, bool corners, int shiftPercent, bool finish = true)
        {
            for (var step = 0; step < steps; step++)
            {
                // A pause with stray markers: they mean nothing without valid_i.
                while (trace.Chance(15)) Cycle(valid: false, trace.Chance(50), trace.Chance(50), trace.Chance(shiftPercent), corners);
                var last = finish && step == steps - 1;
                Cycle(valid: true, step == 0, last, trace.Chance(shiftPercent), corners);
            }

            for (var pause = trace.Random.Next(4); finish && pause > 0; pause--) Cycle(valid: false, first: false, last: false, trace.Chance(shiftPercent));
        }

        private void Longest(int activation, int weight)
        {
            Step(valid: true, first: true, last: false, shift: false, activation, weight, 1);
            Step(valid: true, first: false, last: false, shift: false, activation, weight, 65533);
            Step(valid: true, first: false, last: true, shift: false, activation, weight, 1);
        }

        private void Cycle(bool valid, bool first, bool last, bool shift, bool corners = false)
        {
            var activation = corners ? ((int[])[-128, 127, -1, 0, 1])[trace.Random.Next(5)] : trace.Random.Next(256) - 128;
            var weight = corners ? ((int[])[_lowest, -_lowest - 1, -1, 0, 1])[trace.Random.Next(5)] : trace.Random.Next(-2 * _lowest) + _lowest;
            Step(valid, first, last, shift, activation, weight, 1);
        }

        private void Step(bool valid, bool first, bool last, bool shift, int activation, int weight, int repeat)
        {
            var above = trace.Between(int.MinValue, int.MaxValue);
            trace.Set(_at, "valid_i", valid);
            trace.Set(_at, "first_i", first);
            trace.Set(_at, "last_i", last);
            trace.Set(_at, "shift_i", shift);
            trace.Set(_at, "act_i", activation);
            trace.Set(_at, "weight_i", weight);
            trace.Set(_at, "sum_i", above);
            trace.Repeat(_at, repeat);
            if (valid) _sum = (first ? 0 : _sum) + (long)repeat * activation * weight;
            if (valid && last) _shadow = _sum;
            else if (shift) _shadow = above;
            _at++;
            trace.Expect(_at, "valid_o", valid);
            trace.Expect(_at, "first_o", first);
            trace.Expect(_at, "last_o", last);
            trace.Expect(_at, "shift_o", shift);
            trace.Expect(_at, "act_o", activation);
            trace.Expect(_at, "weight_o", weight);
            trace.ExpectIfKnown(_at, "sum_o", _shadow);
        }

        private void Reset(int cycles)
        {
            trace.Reset(_at, cycles);
            (_sum, _shadow) = (null, null);
            for (var i = 0; i <= cycles; i++)
            {
                foreach (var port in (string[])["valid_o", "first_o", "last_o", "shift_o"]) trace.Expect(_at + i, port, 0);
            }

            // Markers that arrive under reset leave no trace.
            for (var i = 0; i < cycles; i++)
            {
                foreach (var port in (string[])["valid_i", "first_i", "last_i", "shift_i"]) trace.Set(_at + i, port, 1);
            }

            trace.Drop(_at, "act_o", "weight_o", "sum_o");
            _at += cycles;
        }
    }
}
