using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Drives hwa_controller with MATMULs that find their tokens at once, late, or one after the other.</summary>
internal sealed class ControllerVectors(UnitTrace trace, AcceleratorParameters p)
{
    /// <summary>The tokens of full_i, then the free output half and the residuals.</summary>
    private const int Tokens = 6;

    private readonly ControllerModel _controller = new(p);
    private readonly MatmulChoice _choice = new(trace, p);
    private readonly WalkExpectations _expect = new(trace, p);
    private readonly int[] _tokens = new int[Tokens];
    private Instruction? _offered;
    private int _at, _end;

    public void Generate()
    {
        foreach (var (length, offerPercent, tokenPercent) in ((int, int, int)[])[(150 + 4 * p.Rows, 100, 100), (101 + 2 * p.Rows, 60, 20), (400 + 8 * p.Rows, 100, 30), (400 + 12 * p.Rows, 50, 8)])
        {
            Reset(1 + trace.Random.Next(2));
            _end = _at + length;
            Idle(_at, _end);
            while (_at < _end) Cycle(offerPercent, tokenPercent);
        }
    }

    private void Cycle(int offerPercent, int tokenPercent)
    {
        if (_offered is null && trace.Chance(offerPercent)) _offered = _choice.Next();
        var there = 0;
        for (var token = 0; token < Tokens; token++)
        {
            if (_tokens[token] < 2 && trace.Chance(tokenPercent)) _tokens[token]++;
            if (_tokens[token] > 0) there |= 1 << token;
        }

        var inputs = new ControllerInputs(_offered, there & 15, (there >> 4 & 1) == 1, (there >> 5 & 1) == 1);
        var outputs = _controller.Cycle(inputs);
        if (_offered is { } instruction)
        {
            trace.Set(_at, "inst_valid_i", 1);
            trace.Set(_at, "inst_i", instruction.Encode());
            trace.Expect(_at, "inst_ready_o", outputs.Starts);
        }

        trace.Set(_at, "full_i", inputs.Full);
        trace.Set(_at, "out_free_i", inputs.OutputFree);
        trace.Set(_at, "residual_full_i", inputs.ResidualFull);
        trace.Expect(_at, "take_full_o", outputs.TakeFull);
        trace.Expect(_at, "take_out_free_o", outputs.TakeOutputFree);
        trace.Expect(_at, "take_residual_o", outputs.TakeResidual);
        trace.Expect(_at, "give_free_o", outputs.GiveFree);
        trace.Expect(_at, "idle_o", outputs.Running is null);
        if (outputs.Running is { } running)
        {
            _expect.Walk(_at, _end, outputs.Walk, running);
            if (outputs.Walk.Leaves is { } tile) ControlWords.Expect(trace, p, _at, _end, tile, ControllerModel.Options(running, tile));
        }

        for (var token = 0; token < 4; token++) _tokens[token] -= outputs.TakeFull >> token & 1;
        if (outputs.TakeOutputFree) _tokens[4]--;
        if (outputs.TakeResidual) _tokens[5]--;
        if (outputs.Starts) _offered = null;
        _at++;
    }

    private void Reset(int cycles)
    {
        _controller.Reset();
        Array.Clear(_tokens);
        _offered = null;
        trace.Reset(_at, cycles);
        Idle(_at, _at + cycles);
        for (; cycles > 0; cycles--, _at++)
        {
            foreach (var output in (string[])["take_full_o", "take_out_free_o", "take_residual_o", "give_free_o"]) trace.Expect(_at, output, 0);
            trace.Expect(_at, "idle_o", 1);
        }
    }

    private void Idle(int from, int to)
    {
        _expect.Idle(from, to);
        ControlWords.None(trace, p, from, to);
    }
}
