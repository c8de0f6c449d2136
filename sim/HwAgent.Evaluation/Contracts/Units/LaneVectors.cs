using System.Numerics;
using HwAgent.Core.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Drives hwa_lane with blocks of rows as the controller does: while one half of the output buffer fills, the other is stored and loaded with residuals.</summary>
internal sealed class LaneVectors(UnitTrace trace, AcceleratorParameters p)
{
    private readonly sbyte[] _table = new sbyte[256];
    private readonly int[] _halfFree = new int[2];
    private int _end;
    private int _at;

    public void Generate()
    {
        trace.Reset(0, 2);
        for (var i = 0; i <= 2; i++) trace.Expect(i, "control_o", 0);
        _at = 2;
        foreach (var length in (int[])[150, 401, 3500])
        {
            _end = _at + length;
            (_halfFree[0], _halfFree[1]) = (_at, _at);
            for (var block = 0; _at < _end; block++)
            {
                if (p.HasTable && block % 8 == 0) LoadTable();
                Block(block);
            }

            // In the middle of a block, with rows in every stage.
            _at = _end;
            trace.Reset(_at, 1);
            trace.Set(_at, "control_i", trace.Noise(LaneContract.ControlBits(p)));
            trace.Drop(_at, "store_rdata_o");
            for (var i = 0; i <= 1; i++) trace.Expect(_at + i, "control_o", 0);
            _at++;
        }
    }

    private void Block(int number)
    {
        var half = number & 1;
        var slot = number % (2 * p.ParameterTiles);
        var rows = Enumerable.Range(0, 1 + trace.Random.Next(Math.Min(12, Math.Min(p.AccumulatorRows, p.OutputRows)))).Select(row => (row * 5 + number) % Math.Min(p.AccumulatorRows, p.OutputRows)).Distinct().ToArray();
        var chunks = 1 + trace.Random.Next(3);
        var activate = p.HasTable && trace.Chance(50);
        var residual = p.HasResidual && trace.Chance(50);
        var wide = p.HasResidual && (residual || trace.Chance(30));
        var corners = trace.Chance(30);
        _at = Math.Max(_at, _halfFree[half]);

        var bias = corners ? (trace.Chance(50) ? 1 << 29 : -(1 << 29)) : (int)trace.Between(-5000, 5000);
        var scale = corners
            ? new Requantiser((ushort)(trace.Chance(50) ? 65535 : trace.Random.Next(3)), (byte)trace.Random.Next(Requantiser.MaxShift + 1))
            : new Requantiser((ushort)(32768 + trace.Random.Next(32768)), (byte)(wide ? 16 + trace.Random.Next(6) : 20 + trace.Random.Next(6)));
        Set("param_we_i", 1, _at);
        Set("param_waddr_i", slot, _at);
        Set("param_wdata_i", trace.Noise(10) << 54 | (BigInteger)scale.Shift << 48 | (BigInteger)scale.Multiplier << 32 | (uint)bias, _at);
        _at++;

        var residuals = rows.ToDictionary(static row => row, _ => trace.Chance(30) ? (trace.Chance(50) ? short.MaxValue : short.MinValue) : (short)trace.Between(short.MinValue, short.MaxValue));
        var residualsReady = residual ? LoadResiduals(half, residuals) : _at;
        var sums = rows.ToDictionary(static row => row, _ => 0L);
        var seen = new Dictionary<int, int>();
        var written = _at;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var last = chunk == chunks - 1;
            if (last) _at = Math.Max(_at, residualsReady);
            foreach (var row in rows)
            {
                if (trace.Chance(10)) Idle(1 + trace.Random.Next(3));
                // The same row of the next chunk comes at least four cycles later.
                if (chunk > 0) Idle(seen[row] + 4 - _at);
                seen[row] = _at;
                var sum = corners ? trace.Between(0, 1) == 0 ? -Largest : Largest : trace.Between(-Math.Min(Largest, 30000), Math.Min(Largest, 30000));
                sums[row] += sum;
                Set("sum_i", sum, _at);
                Control(Word(valid: true, chunk == 0, last, half, activate, wide, residual, slot, row));
                written = _at - 1;
            }
        }

        var results = rows.ToDictionary(static row => row, row => Finish((int)(sums[row] + bias), scale, activate, wide, residual, residuals[row]));
        _halfFree[half] = Store(half, results, written + 8);
        if (trace.Chance(20)) Idle(trace.Random.Next(12));
    }

    /// <summary>Largest sum of one chunk that three of them and a bias cannot overflow.</summary>
    private long Largest => Math.Min((1L << (p.SumBits - 1)) - 1, 1L << 28);

    private short Finish(int sum, Requantiser scale, bool activate, bool wide, bool residual, short added)
    {
        int value = activate ? _table[scale.ToInt8(sum) + 128] : wide ? scale.ToInt16(sum) : scale.ToInt8(sum);
        return (short)(residual ? Math.Clamp(value + added, short.MinValue, short.MaxValue) : value);
    }

    /// <summary>One residual a cycle from now on, while earlier rows may still be on their way into the other half.</summary>
    private int LoadResiduals(int half, Dictionary<int, short> residuals)
    {
        var cycle = _at;
        foreach (var (row, value) in residuals)
        {
            Set("residual_we_i", 1, cycle);
            Set("residual_half_i", half, cycle);
            Set("residual_waddr_i", row, cycle);
            Set("residual_wdata_i", value, cycle);
            cycle++;
        }

        return cycle;
    }

    private int Store(int half, Dictionary<int, short> results, int cycle)
    {
        cycle = Math.Max(cycle, _halfFree[1 - half]);
        foreach (var (row, value) in results)
        {
            Set("store_re_i", 1, cycle);
            Set("store_half_i", half, cycle);
            Set("store_raddr_i", row, cycle);
            cycle++;
            if (cycle < _end) trace.Expect(cycle, "store_rdata_o", value);
            if (trace.Random.Next(10) == 0) cycle += trace.Random.Next(4);
        }

        return cycle;
    }

    private void LoadTable()
    {
        // Rows on their way still look into the old table.
        Idle(10);
        for (var word = 0; word < 2048 / p.BusBits; word++)
        {
            var value = BigInteger.Zero;
            for (var b = p.BusBits / 8 - 1; b >= 0; b--)
            {
                var entry = (sbyte)(trace.Random.Next(256) - 128);
                _table[word * p.BusBits / 8 + b] = entry;
                value = value << 8 | (byte)entry;
            }

            Set("table_we_i", 1, _at);
            Set("table_waddr_i", word, _at);
            Set("table_wdata_i", value, _at);
            Idle(1);
        }
    }

    private void Idle(int cycles)
    {
        // Everything but the valid bit may be anything.
        for (; cycles > 0; cycles--) Control(trace.Noise(LaneContract.ControlBits(p)) & ~(BigInteger.One << (LaneContract.ControlBits(p) - 4)));
    }

    private BigInteger Word(bool valid, bool first, bool last, int half, bool activate, bool wide, bool residual, int slot, int row)
    {
        var word = trace.Noise(3);
        foreach (var bit in (bool[])[valid, first, last, half == 1, activate, wide, residual]) word = word << 1 | (bit ? 1 : 0);
        return (word << LaneContract.ParamBits(p) | slot) << LaneContract.RowBits(p) | row;
    }

    private void Control(BigInteger word)
    {
        Set("control_i", word, _at);
        _at++;
        if (_at <= _end) trace.Expect(_at, "control_o", word);
    }

    /// <summary>Nothing is driven beyond the end of a stretch: there the reset comes.</summary>
    private void Set(string port, BigInteger value, int cycle)
    {
        if (cycle < _end) trace.Set(cycle, port, value);
    }
}
