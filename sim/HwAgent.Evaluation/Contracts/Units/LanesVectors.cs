using System.Numerics;
using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Drives hwa_lanes with blocks of rows as controller and memory engine do: while one half of the output buffer fills, the other is stored and loaded with residuals.</summary>
internal sealed class LanesVectors(UnitTrace trace, AcceleratorParameters p)
{
    private readonly sbyte[] _table = new sbyte[256];
    private readonly int[] _halfFree = new int[2];
    private int _end;
    private int _at;

    public void Generate()
    {
        foreach (var length in (int[])[100 + 2 * p.Columns, 201, 900 + 10 * p.Columns])
        {
            var resets = 1 + trace.Random.Next(2);
            trace.Reset(_at, resets);
            _end = _at + resets + length;
            for (var at = _at; at < _end; at++) Marks(at, 0);
            for (; resets > 0; resets--) trace.Set(_at++, "control_i", trace.Noise(LaneContract.ControlBits(p)));
            (_halfFree[0], _halfFree[1]) = (_at, _at);
            for (var block = 0; _at < _end; block++)
            {
                if (p.HasTable && block % 6 == 0) LoadTable();
                Block(block);
            }

            // In the middle of a block, with rows in every stage of every lane.
            _at = _end;
        }
    }

    private void Block(int number)
    {
        var half = number & 1;
        var slot = number % (2 * p.ParameterTiles);
        var words = Math.Min(p.AccumulatorRows, p.OutputRows);
        var rows = Enumerable.Range(0, 1 + trace.Random.Next(Math.Min(8, words))).Select(row => (row * 5 + number) % words).Distinct().ToArray();
        var chunks = 1 + trace.Random.Next(2);
        var activate = p.HasTable && trace.Chance(40);
        var residual = p.HasResidual && trace.Chance(50);
        var wide = residual || (p.HasResidual && trace.Chance(30));
        _at = Math.Max(_at, _halfFree[half]);

        var biases = Each(_ => trace.Between(-5000, 5000));
        var scales = Each(_ => new Requantiser((ushort)(32768 + trace.Random.Next(32768)), (byte)(wide ? 16 + trace.Random.Next(6) : 20 + trace.Random.Next(6))));
        var parameters = Each(c => trace.Noise(10) << 54 | (BigInteger)scales[c].Shift << 48 | (BigInteger)scales[c].Multiplier << 32 | (uint)(int)biases[c]);
        Load(1, slot % p.ParameterTiles, slot / p.ParameterTiles, Join(parameters, 64), p.ParamTileBeats);
        var residuals = rows.ToDictionary(static row => row, _ => Each(_ => trace.Between(short.MinValue, short.MaxValue)));
        if (residual)
        {
            foreach (var row in rows) Load(2, row, half, Join(Each(c => new BigInteger(residuals[row][c])), 16), p.WideTileBeats);
        }

        var sums = rows.ToDictionary(static row => row, _ => new long[p.Columns]);
        var seen = new Dictionary<int, int>();
        var written = _at;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            foreach (var row in rows)
            {
                if (trace.Chance(10)) Idle(1 + trace.Random.Next(3));
                if (chunk > 0) Idle(seen[row] + 4 - _at);
                seen[row] = _at;
                var largest = Math.Min((1L << (p.SumBits - 1)) - 1, 30000);
                for (var c = 0; c < p.Columns; c++)
                {
                    var sum = trace.Between(-largest, largest);
                    sums[row][c] += sum;
                    if (_at + c < _end) trace.SetPart(_at + c, "sum_i", p.SumBits * c, p.SumBits, sum);
                }

                var marks = row == rows[^1] && chunk == chunks - 1 ? 1 + trace.Random.Next(7) : 0;
                Marks(_at + p.Columns + 6, marks);
                var word = new BigInteger(marks);
                foreach (var bit in (bool[])[true, chunk == 0, chunk == chunks - 1, half == 1, activate, wide, residual]) word = word << 1 | (bit ? 1 : 0);
                Set("control_i", (word << LaneContract.ParamBits(p) | slot) << LaneContract.RowBits(p) | row);
                written = _at++;
            }
        }

        var at = Math.Max(written + p.Columns + 7, _halfFree[1 - half]);
        foreach (var row in rows)
        {
            var results = Each(c => new BigInteger(Finish((int)(sums[row][c] + biases[c]), scales[c], activate, wide, residual, residuals[row][c])));
            at = Store(at, half, row, wide, results);
        }

        _halfFree[half] = at;
        if (trace.Chance(20)) Idle(trace.Random.Next(12));
    }

    private long Finish(int sum, Requantiser scale, bool activate, bool wide, bool residual, long added)
    {
        int value = activate ? _table[scale.ToInt8(sum) + 128] : wide ? scale.ToInt16(sum) : scale.ToInt8(sum);
        return residual ? Math.Clamp(value + added, short.MinValue, short.MaxValue) : value;
    }

    /// <summary>Reads every beat of a row; the first cycle after it.</summary>
    private int Store(int at, int half, int row, bool wide, BigInteger[] results)
    {
        var bits = Join(results, wide ? 16 : 8);
        for (var beat = 0; beat < (wide ? p.WideTileBeats : p.NarrowTileBeats); beat++)
        {
            if (at < _end)
            {
                trace.Set(at, "store_re_i", 1);
                trace.Set(at, "store_half_i", half);
                trace.Set(at, "store_wide_i", wide);
                trace.Set(at, "store_beat_i", beat);
                trace.Set(at, "store_addr_i", row);
            }

            at++;
            if (at < _end) trace.Expect(at, "store_data_o", Beat(bits, beat));
            if (trace.Chance(10)) at += trace.Random.Next(4);
        }

        return at;
    }

    private void LoadTable()
    {
        // Rows on their way still look into the old table.
        Idle(p.Columns + 12);
        for (var i = 0; i < 256; i++) _table[i] = (sbyte)(trace.Random.Next(256) - 128);
        for (var word = 0; word < p.TableBeats; word++)
            Load(4, word, 0, Join([.. _table.Skip(word * p.BusBytes).Take(p.BusBytes).Select(static entry => new BigInteger(entry))], 8), 1);
    }

    /// <summary>Writes the beats of a word, one a cycle.</summary>
    private void Load(int enable, int address, int half, BigInteger bits, int beats)
    {
        for (var beat = 0; beat < beats; beat++)
        {
            Set("load_we_i", enable);
            Set("load_bank_i", beat);
            Set("load_addr_i", address);
            Set("load_half_i", half);
            Set("load_data_i", Beat(bits, beat));
            Idle(1);
        }
    }

    private BigInteger Beat(BigInteger bits, int beat) => bits >> (p.BusBits * beat) & ((BigInteger.One << p.BusBits) - 1);

    /// <summary>Values side by side, the first at the bottom.</summary>
    private static BigInteger Join(BigInteger[] values, int width) =>
        values.Reverse().Aggregate(BigInteger.Zero, (bits, value) => bits << width | value & ((BigInteger.One << width) - 1));

    private T[] Each<T>(Func<int, T> value) => [.. Enumerable.Range(0, p.Columns).Select(value)];

    private void Idle(int cycles)
    {
        // Everything below the valid bit may be anything.
        for (; cycles > 0; cycles--, _at++) Set("control_i", trace.Noise(LaneContract.ControlBits(p) - ControlWords.AlwaysStated));
    }

    private void Marks(int at, int marks)
    {
        if (at >= _end) return;
        trace.Expect(at, "release_table_o", marks >> 2);
        trace.Expect(at, "release_param_o", marks >> 1 & 1);
        trace.Expect(at, "done_o", marks & 1);
    }

    /// <summary>Nothing is driven beyond the end of a stretch: there the reset comes.</summary>
    private void Set(string port, BigInteger value)
    {
        if (_at < _end) trace.Set(_at, port, value);
    }
}
