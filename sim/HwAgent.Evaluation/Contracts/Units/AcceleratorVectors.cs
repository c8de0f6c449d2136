using System.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Runs small programs on hwa_accelerator, each to its HALT, some a second time after a reset in the middle, with ports that hesitate.</summary>
internal sealed class AcceleratorVectors(UnitTrace trace, AcceleratorParameters p)
{
    /// <summary>Programs; every third one is reset in the middle and run again.</summary>
    private const int Programs = 12;

    private int _at;

    public void Generate()
    {
        for (var number = 0; number < Programs; number++)
        {
            var product = SmallProduct.Choose(trace, p);
            var percent = number % 2 == 0 ? 100 : 50 + trace.Random.Next(40);
            if (number % 3 == 1) Run(product, percent, 30 + trace.Random.Next(150));
            Run(product, percent, int.MaxValue);
        }
    }

    /// <summary>Resets, then runs to a few cycles behind HALT, or not that far.</summary>
    private void Run(SmallProduct product, int percent, int cycles)
    {
        Reset(1 + trace.Random.Next(2));
        var model = new AcceleratorModel(p, product.After);
        var memory = new PortMemory();
        var next = 0;
        var offered = false;
        for (var behind = 0; behind < 8 && cycles > 0; cycles--, _at++)
        {
            offered = offered || trace.Chance(percent);
            // Behind HALT nothing is taken any more.
            var instruction = product.Program.Instructions[Math.Min(next, product.Program.Instructions.Count - 1)];
            var inputs = new AcceleratorInputs(
                offered ? instruction : null, trace.Chance(percent), memory.MustRead || (memory.MayRead && trace.Chance(percent)), memory.MayWrite && trace.Chance(percent));
            var outputs = model.Cycle(inputs);
            Drive(inputs, inputs.ReadValid ? product.Before(memory.Address) : trace.Noise(p.BusBits));
            Expect(inputs, outputs);
            memory.Advance(inputs.ReadValid, outputs.Memory.Loaded is not null || (inputs.WriteReady && outputs.Memory.Written is not null), inputs.RequestReady ? outputs.Memory.Request : null);
            if (outputs.Takes)
            {
                next++;
                offered = false;
            }

            if (outputs.IsDone) behind++;
        }
    }

    private void Drive(in AcceleratorInputs inputs, BigInteger data)
    {
        if (inputs.Instruction is { } instruction)
        {
            trace.Set(_at, "inst_valid_i", 1);
            trace.Set(_at, "inst_i", instruction.Encode());
        }

        trace.Set(_at, "mem_req_ready_i", inputs.RequestReady);
        trace.Set(_at, "mem_rvalid_i", inputs.ReadValid);
        trace.Set(_at, "mem_rdata_i", data);
        trace.Set(_at, "mem_wready_i", inputs.WriteReady);
    }

    private void Expect(in AcceleratorInputs inputs, in AcceleratorOutputs outputs)
    {
        if (inputs.Instruction is not null) trace.Expect(_at, "inst_ready_o", outputs.Takes);
        trace.Expect(_at, "mem_req_valid_o", outputs.Memory.Request is not null);
        if (outputs.Memory.Request is { } request)
        {
            trace.Expect(_at, "mem_req_write_o", request.IsWrite);
            trace.Expect(_at, "mem_req_addr_o", request.Address);
            trace.Expect(_at, "mem_req_beats_o", request.Beats);
        }

        trace.Expect(_at, "mem_rready_o", outputs.Memory.ReadReady);
        trace.Expect(_at, "mem_wvalid_o", outputs.Memory.Written is not null);
        if (outputs.Memory.Written is { } written) trace.Expect(_at, "mem_wdata_o", written);
        trace.Expect(_at, "done_o", outputs.IsDone);
        trace.Expect(_at, "busy_o", outputs.IsBusy);
    }

    private void Reset(int cycles)
    {
        trace.Reset(_at, cycles);
        for (; cycles > 0; cycles--, _at++)
        {
            foreach (var output in (string[])["mem_req_valid_o", "mem_rready_o", "mem_wvalid_o", "done_o", "busy_o"]) trace.Expect(_at, output, 0);
        }
    }
}
