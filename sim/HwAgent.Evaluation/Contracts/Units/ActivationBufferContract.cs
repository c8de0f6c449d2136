using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_activation_buffer in both dataflows.</summary>
internal static class ActivationBufferContract
{
    public static UnitContract Create(AcceleratorParameters p)
    {
        var depth = 2 * p.ActivationWords;
        var (banks, picks) = (p.ActivationBanks, p.ActivationPicks);
        return new UnitContract
        {
            Module = "hwa_activation_buffer",
            Purpose = "Activation scratchpad: two halves of words, written a bus beat at a time, read a word at a time; a word serves several steps.",
            Function = p.IsOutputStationary
                ? $"{banks} banks, one a row of the array, of {depth} beats. Element r of act_o is byte pick_i of the beat last read from bank r."
                : $"{depth} words of {banks} beat(s). act_o is part pick_i, of {p.Rows} bytes, of the word last read.",
            Handshake = "None. A beat is written in a cycle with we_i. In a cycle with re_i the word raddr_i of every bank is read. act_o belongs to pick_i of the cycle before and the word read then or earlier. A word is never "
                + "written and read in one cycle, nor read before it is written.",
            ResetBehaviour = "There is no reset.",
            Instances =
            [
                new UnitInstance
                {
                    Parameters = [],
                    Ports =
                    [
                        UnitPort.ClockIn(),
                        UnitPort.In("we_i", 1, "write a beat"),
                        UnitPort.DataIn("bank_i", Bits(banks), "its bank"),
                        UnitPort.DataIn("waddr_i", Bits(depth), "its word"),
                        UnitPort.DataIn("wdata_i", p.BusBits, "the beat"),
                        UnitPort.In("re_i", 1, "read a word"),
                        UnitPort.DataIn("raddr_i", Bits(depth), "which"),
                        UnitPort.DataIn("pick_i", Bits(picks), "which part of it; may change without a read"),
                        UnitPort.Out("act_o", 8 * p.Rows, "activations, one cycle after pick_i"),
                    ],
                    Generate = trace => Generate(trace, p, depth),
                },
            ],
            AllowedSubmodules = ["hwa_ram"],
            Surroundings = [AcceleratorTemplates.RenderUnit("hwa_ram", p)],
        };
    }

    /// <summary>Bits that number so many things, at least one.</summary>
    internal static int Bits(int things) => things <= 2 ? 1 : BitOperations.Log2((uint)things - 1) + 1;

    private static void Generate(UnitTrace trace, AcceleratorParameters p, int depth)
    {
        var banks = p.ActivationBanks;
        var words = new BigInteger[banks, depth];
        var shown = -1;
        var held = new BigInteger[banks];
        var filled = depth * banks;
        for (var at = 0; at < filled + 2000; at++)
        {
            // Fill everything once, then write and read at random, never the same word.
            var writes = at < filled || trace.Chance(40);
            var bank = at < filled ? at % banks : trace.Random.Next(banks);
            var word = at < filled ? at / banks : trace.Random.Next(depth);
            if (at >= filled && (shown < 0 || trace.Chance(30)))
            {
                var read = trace.Random.Next(depth);
                if (writes && read == word) read = (read + 1) % depth;
                trace.Set(at, "re_i", 1);
                trace.Set(at, "raddr_i", read);
                for (var b = 0; b < banks; b++) held[b] = words[b, read];
                shown = read;
            }

            if (shown >= 0)
            {
                var pick = trace.Random.Next(p.ActivationPicks);
                trace.Set(at, "pick_i", pick);
                trace.Expect(at + 1, "act_o", Picked(p, held, pick));
            }

            if (!writes) continue;
            words[bank, word] = trace.Noise(p.BusBits);
            trace.Set(at, "we_i", 1);
            trace.Set(at, "bank_i", bank);
            trace.Set(at, "waddr_i", word);
            trace.Set(at, "wdata_i", words[bank, word]);
        }
    }

    private static BigInteger Picked(AcceleratorParameters p, BigInteger[] held, int pick)
    {
        var result = BigInteger.Zero;
        for (var b = held.Length - 1; b >= 0; b--) result = p.IsOutputStationary ? result << 8 | (held[b] >> (8 * pick) & 0xFF) : result << p.BusBits | held[b];
        return p.IsOutputStationary ? result : result >> (8 * p.Rows * pick) & ((BigInteger.One << (8 * p.Rows)) - 1);
    }
}
