using System.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_ram.</summary>
internal static class RamContract
{
    public static UnitContract Create(AcceleratorParameters parameters) => new()
    {
        Module = "hwa_ram",
        Purpose = "Memory with one read and one write port; maps to an SRAM macro.",
        Function = "rdata_o = the word last written to the address that was last read.",
        Handshake = "A word is written in a cycle with we_i. In a cycle with re_i a word is read; rdata_o shows it from the next cycle on, until the next read. What a read of the word written in the same cycle "
            + "returns is open. Addresses are below Depth; words not yet written are not looked at.",
        ResetBehaviour = "There is no reset.",
        Instances = [Instance(parameters.BusBits, 2 * parameters.ActivationWords), Instance(32, 16), Instance(1, 5)],
    };

    private static UnitInstance Instance(int width, int depth)
    {
        var address = BitOperations.Log2((uint)depth - 1) + 1;
        return new UnitInstance
        {
            Parameters = [new UnitParameter("Width", width, "1 or more"), new UnitParameter("Depth", depth, "2 or more, any number")],
            Ports =
            [
                UnitPort.ClockIn(),
                UnitPort.In("we_i", 1, "write"),
                UnitPort.DataIn("waddr_i", address, "where to"),
                UnitPort.DataIn("wdata_i", width, "the word"),
                UnitPort.In("re_i", 1, "read"),
                UnitPort.DataIn("raddr_i", address, "where from"),
                UnitPort.Out("rdata_o", width, "the word read"),
            ],
            Generate = trace => Generate(trace, width, depth),
        };
    }

    private static void Generate(UnitTrace trace, int width, int depth)
    {
        var words = new BigInteger?[depth];
        BigInteger? shown = null;
        for (var at = 0; at < 2 * depth + 1500; at++)
        {
            if (shown is { } word) trace.Expect(at, "rdata_o", word);
            // Every address once upwards, every one read back downwards, then at random.
            var write = at < depth ? at : trace.Chance(40) && at >= 2 * depth ? trace.Random.Next(depth) : -1;
            var read = at < depth ? -1 : at < 2 * depth ? 2 * depth - 1 - at : trace.Chance(50) ? trace.Random.Next(depth) : -1;
            if (read >= 0)
            {
                trace.Set(at, "re_i", 1);
                trace.Set(at, "raddr_i", read);
                shown = read == write ? null : words[read];
            }

            if (write < 0) continue;
            words[write] = trace.Noise(width);
            trace.Set(at, "we_i", 1);
            trace.Set(at, "waddr_i", write);
            trace.Set(at, "wdata_i", words[write]!.Value);
        }
    }
}
