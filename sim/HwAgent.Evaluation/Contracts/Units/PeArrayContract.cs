using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_pe_array in both dataflows; the golden model is the matrix product of each tile.</summary>
internal static class PeArrayContract
{
    public static UnitContract Create(AcceleratorParameters p)
    {
        var element = p.IsOutputStationary ? "hwa_pe_os" : "hwa_pe_ws";
        return new UnitContract
        {
            Module = "hwa_pe_array",
            Purpose = $"Systolic array of {p.Rows} x {p.Columns} elements, {(p.IsOutputStationary ? "output" : "weight")}-stationary.",
            Function = p.IsOutputStationary
                ? "For a tile of K steps, sum[r][c] = sum over k of act[k][r] * weight[k][c], exact in 32 bits."
                : "For a tile with weights w[r][c], each activation row a gives sum[c] = sum over r of a[r] * w[r][c], exact in SumBits bits.",
            Handshake = p.IsOutputStationary
                ? $"Step k of a tile enters in cycle t + k, with valid_i, first_i in the first and last_i in the last; row r of act_i and column c of weight_i come r and c cycles later. With the last step in cycle T, "
                  + $"column c of sum_o shows row {p.Rows - 1} - j in cycle T + {p.Rows} + c + j, j = 0 to {p.Rows - 1}; otherwise it is open. Steps of a tile are in consecutive cycles; last steps of two tiles are at least "
                  + $"{p.Rows} cycles apart."
                : $"Weights of a tile come in {p.Rows} consecutive cycles with load_i, load_first_i in the first; the bottom row (r = {p.Rows - 1}) comes first; column c of weight_i comes c cycles later. Activation row m of "
                  + $"the tile enters in cycle S + m, first_i with m = 0; element r of act_i comes r cycles later. Column c of sum_o shows row m in cycle S + m + {p.Rows} + c; otherwise it is open. S is no earlier than the cycle "
                  + $"after the tile's weights are in; the next tile's weights come no earlier than S.",
            ResetBehaviour = "Reset drops everything under way; a tile may begin in the first cycle after it, and comes out right.",
            Instances = [new UnitInstance { Parameters = [], Ports = Ports(p), Generate = trace => new Model(trace, p).Generate() }],
            AllowedSubmodules = ["hwa_multiplier", element],
            Surroundings = [AcceleratorTemplates.RenderUnit("hwa_multiplier", p), AcceleratorTemplates.RenderUnit(element, p)],
        };
    }

    private static List<UnitPort> Ports(AcceleratorParameters p)
    {
        List<UnitPort> markers = p.IsOutputStationary
            ? [UnitPort.In("valid_i", 1, "a step enters"), UnitPort.In("first_i", 1, "first step of a tile"), UnitPort.In("last_i", 1, "last step of a tile")]
            : [UnitPort.In("first_i", 1, "first activation row of a tile"), UnitPort.In("load_i", 1, "a weight row enters"), UnitPort.In("load_first_i", 1, "first weight row of a tile")];
        return
        [
            UnitPort.ClockIn(), UnitPort.ResetIn(), .. markers,
            UnitPort.DataIn("act_i", p.Rows * 8, "activations, element r at bit 8 * r, r cycles late"),
            UnitPort.DataIn("weight_i", p.Columns * p.MaxWeightBits, $"weights, column c at bit {p.MaxWeightBits} * c, c cycles late"),
            UnitPort.Out("sum_o", p.Columns * p.SumBits, $"sums, column c at bit {p.SumBits} * c"),
        ];
    }

    private sealed class Model(UnitTrace trace, AcceleratorParameters p)
    {
        private readonly int _lowest = -(1 << (p.MaxWeightBits - 1));
        private int _end;

        public void Generate()
        {
            trace.Reset(0, 2);
            var start = 2;
            foreach (var length in (int[])[12 * p.Rows, 7 * p.Rows + 3, 5 * p.Rows + 1, 60 * p.Rows])
            {
                _end = start + length;
                if (p.IsOutputStationary) OutputStationary(start);
                else WeightStationary(start);
                trace.Reset(_end, 1);
                start = _end + 1;
            }
        }

        private void OutputStationary(int start)
        {
            var lastBefore = start - p.Rows;
            for (var first = start; first < _end;)
            {
                var steps = trace.Chance(30) ? p.Rows : 1 + trace.Random.Next(3 * p.Rows);
                first = Math.Max(first, lastBefore + p.Rows - steps + 1);
                var corners = trace.Chance(30);
                var sums = new long[p.Rows, p.Columns];
                for (var k = 0; k < steps && first + k < _end; k++)
                {
                    trace.Set(first + k, "valid_i", 1);
                    trace.Set(first + k, "first_i", k == 0);
                    trace.Set(first + k, "last_i", k == steps - 1);
                    var activations = Activations(first + k, corners);
                    var weights = Weights(first + k, corners);
                    for (var r = 0; r < p.Rows; r++)
                    {
                        for (var c = 0; c < p.Columns; c++) sums[r, c] += activations[r] * weights[c];
                    }
                }

                lastBefore = first + steps - 1;
                for (var c = 0; c < p.Columns; c++)
                {
                    for (var j = 0; j < p.Rows; j++) Expect(lastBefore + p.Rows + c + j, c, sums[p.Rows - 1 - j, c]);
                }

                first = lastBefore + 1 + (trace.Chance(70) ? 0 : trace.Random.Next(2 * p.Rows));
            }
        }

        private void WeightStationary(int start)
        {
            for (var load = start; load < _end;)
            {
                var corners = trace.Chance(30);
                var weights = new long[p.Rows][];
                for (var j = 0; j < p.Rows; j++)
                {
                    if (load + j < _end)
                    {
                        trace.Set(load + j, "load_i", 1);
                        trace.Set(load + j, "load_first_i", j == 0);
                    }

                    weights[p.Rows - 1 - j] = Weights(load + j, corners);
                }

                // The tile before this one ends in time: its rows were counted when its successor's load was placed.
                var first = Math.Max(load + p.Rows, _busyUntil) + (trace.Chance(70) ? 0 : trace.Random.Next(p.Rows));
                var rows = 1 + trace.Random.Next(2 * p.Rows);
                for (var m = 0; m < rows; m++)
                {
                    if (first + m < _end) trace.Set(first + m, "first_i", m == 0);
                    var activations = Activations(first + m, corners);
                    for (var c = 0; c < p.Columns; c++)
                    {
                        long sum = 0;
                        for (var r = 0; r < p.Rows; r++) sum += activations[r] * weights[r][c];
                        Expect(first + m + p.Rows + c, c, sum);
                    }
                }

                _busyUntil = first + rows;
                load = first + (trace.Chance(70) ? 0 : trace.Random.Next(3));
            }

            _busyUntil = 0;
        }

        private int _busyUntil;

        private long[] Activations(int cycle, bool corners)
        {
            var values = new long[p.Rows];
            for (var r = 0; r < p.Rows; r++)
            {
                values[r] = corners ? ((int[])[-128, 127])[trace.Random.Next(2)] : trace.Random.Next(256) - 128;
                if (cycle + r < _end) trace.SetPart(cycle + r, "act_i", 8 * r, 8, values[r]);
            }

            return values;
        }

        private long[] Weights(int cycle, bool corners)
        {
            var values = new long[p.Columns];
            for (var c = 0; c < p.Columns; c++)
            {
                values[c] = corners ? (trace.Chance(50) ? _lowest : -_lowest - 1) : trace.Random.Next(-2 * _lowest) + _lowest;
                if (cycle + c < _end) trace.SetPart(cycle + c, "weight_i", p.MaxWeightBits * c, p.MaxWeightBits, values[c]);
            }

            return values;
        }

        private void Expect(int cycle, int column, long sum)
        {
            if (cycle < _end) trace.ExpectPart(cycle, "sum_o", p.SumBits * column, p.SumBits, sum);
        }
    }
}
