using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Drives hwa_dma with transfers of every kind, against a memory that hesitates on any side and tokens that come late.</summary>
internal sealed class DmaVectors(UnitTrace trace, AcceleratorParameters p)
{
    private readonly DmaModel _engine = new(p);
    private readonly PortMemory _memory = new();
    private readonly int[] _free = new int[5];
    private readonly Queue<Instruction> _corners = new();
    private Instruction? _offered;
    private int _outputFull;
    private BigInteger _arriving;
    private int _at;

    public void Generate()
    {
        Reset(2);
        foreach (var corner in Corners()) _corners.Enqueue(corner);
        while (_corners.Count > 0 || _offered is not null) Cycle(100, 100, 100, 100, 100);
        Run(200, 100, 100, 100, 100, 100);
        Reset(1);
        Run(350, 60, 60, 60, 60, 30);
        Reset(2);
        Run(350, 100, 100, 15, 100, 100);
        Reset(1);
        Run(350, 100, 15, 100, 100, 100);
        Reset(1);
        Run(350, 100, 100, 100, 15, 100);
        Reset(1);
        Run(300, 40, 100, 100, 100, 5);
        Run(300, 0, 80, 80, 80, 80);
    }

    /// <summary>Bursts at and just above their largest size, more rows and beats than eight bits count, addresses at the top.</summary>
    private IEnumerable<Instruction> Corners()
    {
        foreach (var (rows, beats) in ((int, int)[])[(1, 64), (1, 65), (2, 129), (257, 1), (1, 300)]) yield return Transfer(Opcode.Load, LoadKind.Weight, rows, beats);
        yield return Transfer(Opcode.Load, LoadKind.Activation, 2 * p.Rows + 1, 3);
        yield return Transfer(Opcode.Store, LoadKind.Activation, 2, p.NarrowTileBeats * (64 / p.NarrowTileBeats + 1)) with { Wide = false };
        yield return Transfer(Opcode.Load, LoadKind.Residual, 3, p.WideTileBeats * 2);
        yield return Transfer(Opcode.Store, LoadKind.Activation, 1, p.WideTileBeats) with { Wide = true };
        yield return Transfer(Opcode.Load, LoadKind.Table, 1, p.TableBeats) with { Address = uint.MaxValue - 255 };
    }

    private Instruction Transfer(Opcode opcode, LoadKind kind, int rows, int beats) => new()
    {
        Opcode = opcode, Kind = kind, Half = trace.Random.Next(2), Rows = rows, RowBeats = beats, RowStride = trace.Random.Next(1 << 20), Address = (uint)trace.Noise(31),
        Wide = opcode == Opcode.Store && trace.Chance(50),
    };

    private Instruction Next()
    {
        if (_corners.TryDequeue(out var corner)) return corner;
        var tiles = 1 + trace.Random.Next(3);
        if (trace.Chance(30))
        {
            var store = Transfer(Opcode.Store, LoadKind.Activation, 1 + trace.Random.Next(5), 0);
            return store with { RowBeats = tiles * (store.Wide ? p.WideTileBeats : p.NarrowTileBeats) };
        }

        return (LoadKind)trace.Random.Next(5) switch
        {
            LoadKind.Activation => Transfer(Opcode.Load, LoadKind.Activation, 1 + trace.Random.Next(p.Rows + 3), tiles),
            LoadKind.Weight => Transfer(Opcode.Load, LoadKind.Weight, 1, p.WeightWordBeats * (1 + trace.Random.Next(6))),
            LoadKind.Parameter => Transfer(Opcode.Load, LoadKind.Parameter, 1, p.ParamTileBeats * tiles),
            LoadKind.Residual => Transfer(Opcode.Load, LoadKind.Residual, 1 + trace.Random.Next(5), p.WideTileBeats * tiles),
            _ => Transfer(Opcode.Load, LoadKind.Table, 1, p.TableBeats),
        };
    }

    private void Run(int cycles, int offerPercent, int requestPercent, int readPercent, int writePercent, int tokenPercent)
    {
        for (; cycles > 0; cycles--) Cycle(offerPercent, requestPercent, readPercent, writePercent, tokenPercent);
    }

    private void Cycle(int offerPercent, int requestPercent, int readPercent, int writePercent, int tokenPercent)
    {
        if (_offered is null && trace.Chance(offerPercent)) _offered = Next();
        var free = 0;
        for (var kind = 0; kind < 5; kind++)
        {
            if (_free[kind] < 2 && trace.Chance(tokenPercent)) _free[kind]++;
            if (_free[kind] > 0) free |= 1 << kind;
        }

        if (_outputFull < 2 && trace.Chance(tokenPercent)) _outputFull++;
        var inputs = new DmaInputs
        {
            Instruction = _offered,
            Free = free,
            OutputFull = _outputFull > 0,
            RequestReady = trace.Chance(requestPercent),
            ReadValid = _memory.MustRead || (_memory.MayRead && trace.Chance(readPercent)),
            WriteReady = _memory.MayWrite && trace.Chance(writePercent),
            StoreData = _arriving,
        };
        var data = inputs.ReadValid && _memory.MustRead ? trace[_at - 1, "mem_rdata_i"]!.Value : trace.Noise(p.BusBits);
        var outputs = _engine.Cycle(inputs);
        Drive(inputs, data);
        Expect(outputs, data);

        for (var kind = 0; kind < 5; kind++) _free[kind] -= outputs.TakeFree >> kind & 1;
        if (outputs.TakeOutputFull) _outputFull--;
        if (outputs.Starts) _offered = null;
        _memory.Advance(inputs.ReadValid, outputs.Loaded is not null || (inputs.WriteReady && outputs.Written is not null), inputs.RequestReady ? outputs.Request : null);
        _arriving = trace.Noise(p.BusBits);
        _at++;
    }

    private void Drive(in DmaInputs inputs, BigInteger data)
    {
        if (inputs.Instruction is { } instruction)
        {
            trace.Set(_at, "inst_valid_i", 1);
            trace.Set(_at, "inst_i", instruction.Encode());
        }

        trace.Set(_at, "free_i", inputs.Free);
        trace.Set(_at, "out_full_i", inputs.OutputFull);
        trace.Set(_at, "mem_req_ready_i", inputs.RequestReady);
        trace.Set(_at, "mem_rvalid_i", inputs.ReadValid);
        trace.Set(_at, "mem_rdata_i", data);
        trace.Set(_at, "mem_wready_i", inputs.WriteReady);
        trace.Set(_at, "store_data_i", inputs.StoreData);
    }

    private void Expect(in DmaOutputs outputs, BigInteger data)
    {
        if (_offered is not null) trace.Expect(_at, "inst_ready_o", outputs.Starts);
        trace.Expect(_at, "take_free_o", outputs.TakeFree);
        trace.Expect(_at, "give_full_o", outputs.GiveFull);
        trace.Expect(_at, "take_out_full_o", outputs.TakeOutputFull);
        trace.Expect(_at, "give_out_free_o", outputs.GiveOutputFree);
        trace.Expect(_at, "mem_req_valid_o", outputs.Request is not null);
        if (outputs.Request is { } request)
        {
            trace.Expect(_at, "mem_req_write_o", request.IsWrite);
            trace.Expect(_at, "mem_req_addr_o", request.Address);
            trace.Expect(_at, "mem_req_beats_o", request.Beats);
        }

        trace.Expect(_at, "mem_rready_o", outputs.ReadReady);
        trace.Expect(_at, "mem_wvalid_o", outputs.Written is not null);
        if (outputs.Written is { } written) trace.Expect(_at, "mem_wdata_o", written);
        trace.Expect(_at, "load_we_o", outputs.Loaded is { } l ? 1 << (int)l.Transfer.Kind : 0);
        if (outputs.Loaded is { } load)
        {
            trace.Expect(_at, "load_bank_o", load.Bank);
            trace.Expect(_at, "load_addr_o", load.Word);
            trace.Expect(_at, "load_half_o", load.Transfer.Half);
            trace.Expect(_at, "load_data_o", data);
        }

        trace.Expect(_at, "store_re_o", outputs.Stored is not null);
        if (outputs.Stored is { } store)
        {
            trace.Expect(_at, "store_half_o", store.Transfer.Half);
            trace.Expect(_at, "store_wide_o", store.Transfer.Wide);
            trace.Expect(_at, "store_beat_o", store.Bank);
            trace.Expect(_at, "store_addr_o", store.Word);
        }

        trace.Expect(_at, "idle_o", outputs.IsIdle);
    }

    /// <summary>Everything is dropped at once; the ports may do what they like meanwhile.</summary>
    private void Reset(int cycles)
    {
        _engine.Reset();
        _memory.Reset();
        Array.Clear(_free);
        (_offered, _outputFull) = (null, 0);
        trace.Reset(_at, cycles);
        for (; cycles > 0; cycles--, _at++)
        {
            trace.Set(_at, "mem_req_ready_i", trace.Chance(50));
            trace.Set(_at, "mem_wready_i", trace.Chance(50));
            Expect(new DmaOutputs { IsIdle = true }, 0);
        }
    }
}
