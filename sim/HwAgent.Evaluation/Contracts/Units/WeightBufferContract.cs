using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_weight_buffer.</summary>
internal static class WeightBufferContract
{
    public static UnitContract Create(AcceleratorParameters p)
    {
        var depth = 2 * p.WeightWords;
        return new UnitContract
        {
            Module = "hwa_weight_buffer",
            Purpose = "Weight scratchpad: two halves of words of packed weights, written a bus beat at a time, read a word at a time and unpacked a step at a time.",
            Function = $"{depth} words of {p.WeightWordBeats} beat(s). With weights of b bits, column c of step s lies at bit (s * {p.Columns} + c) * b of the word; weight_o holds step pick_i of the word last read, "
                + $"each weight sign-extended to {p.MaxWeightBits} bits.",
            Handshake = "None. A beat is written in a cycle with we_i. In a cycle with re_i the word raddr_i is read. weight_o belongs to pick_i and format_i of the cycle before and the word read then or earlier. A word is "
                + $"never written and read in one cycle, nor read before it is written. Formats in use: {string.Join(", ", Formats(p).Select(bits => $"{Code(bits)} = {bits} bits ({p.StepsPerWord(bits)} steps)"))}.",
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
                        UnitPort.DataIn("bank_i", ActivationBufferContract.Bits(p.WeightWordBeats), "its place in the word"),
                        UnitPort.DataIn("waddr_i", ActivationBufferContract.Bits(depth), "its word"),
                        UnitPort.DataIn("wdata_i", p.BusBits, "the beat"),
                        UnitPort.In("re_i", 1, "read a word"),
                        UnitPort.DataIn("raddr_i", ActivationBufferContract.Bits(depth), "which"),
                        UnitPort.DataIn("pick_i", ActivationBufferContract.Bits(p.StepsPerWord(p.MinWeightBits)), "which step of it; may change without a read"),
                        UnitPort.DataIn("format_i", 2, "0: 8 bits, 1: 4 bits, 2: 2 bits a weight; comes with pick_i"),
                        UnitPort.Out("weight_o", p.Columns * p.MaxWeightBits, "weights, one cycle after pick_i"),
                    ],
                    Generate = trace => Generate(trace, p, depth),
                },
            ],
            AllowedSubmodules = ["hwa_ram"],
            Surroundings = [AcceleratorTemplates.RenderUnit("hwa_ram", p)],
        };
    }

    private static IEnumerable<int> Formats(AcceleratorParameters p) => ((int[])[8, 4, 2]).Where(bits => bits <= p.MaxWeightBits && bits >= p.MinWeightBits);

    private static int Code(int bits) => BitOperations.Log2(8u / (uint)bits);

    private static void Generate(UnitTrace trace, AcceleratorParameters p, int depth)
    {
        var beats = p.WeightWordBeats;
        var words = new BigInteger[depth];
        BigInteger? held = null;
        var formats = Formats(p).ToArray();
        var filled = depth * beats;
        for (var at = 0; at < filled + 2000; at++)
        {
            var writes = at < filled || trace.Chance(40);
            var beat = at < filled ? at % beats : trace.Random.Next(beats);
            var word = at < filled ? at / beats : trace.Random.Next(depth);
            if (at >= filled && (held is null || trace.Chance(30)))
            {
                var read = trace.Random.Next(depth);
                if (writes && read == word) read = (read + 1) % depth;
                trace.Set(at, "re_i", 1);
                trace.Set(at, "raddr_i", read);
                held = words[read];
            }

            if (held is { } shown)
            {
                var bits = formats[trace.Random.Next(formats.Length)];
                var pick = trace.Random.Next(p.StepsPerWord(bits));
                trace.Set(at, "pick_i", pick);
                trace.Set(at, "format_i", Code(bits));
                trace.Expect(at + 1, "weight_o", Unpacked(p, shown, pick, bits));
            }

            if (!writes) continue;
            var value = trace.Noise(p.BusBits);
            var mask = ((BigInteger.One << p.BusBits) - 1) << (beat * p.BusBits);
            words[word] = words[word] - (words[word] & mask) | value << (beat * p.BusBits);
            trace.Set(at, "we_i", 1);
            trace.Set(at, "bank_i", beat);
            trace.Set(at, "waddr_i", word);
            trace.Set(at, "wdata_i", value);
        }
    }

    private static BigInteger Unpacked(AcceleratorParameters p, BigInteger word, int pick, int bits)
    {
        var result = BigInteger.Zero;
        for (var c = p.Columns - 1; c >= 0; c--)
        {
            var weight = (int)(word >> ((pick * p.Columns + c) * bits) & ((1 << bits) - 1));
            if (weight >> (bits - 1) == 1) weight -= 1 << bits;
            result = result << p.MaxWeightBits | weight & ((1 << p.MaxWeightBits) - 1);
        }

        return result;
    }
}
