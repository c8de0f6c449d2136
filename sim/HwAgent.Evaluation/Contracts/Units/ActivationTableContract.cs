using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_activation_table; the golden model is the table itself.</summary>
internal static class ActivationTableContract
{
    public static UnitContract Create(AcceleratorParameters parameters)
    {
        var bus = parameters.BusBits;
        var words = 2048 / bus;
        return new UnitContract
        {
            Module = "hwa_activation_table",
            Purpose = "Applies an element-wise function of an int8 (GELU, SiLU, ReLU, ...) as a table of 256 int8 entries that software loads.",
            Function = $"y = table[x + 128], x and y int8. Entry i lies in byte i % {bus / 8} (byte 0 at bits 7..0) of word i / {bus / 8} of {words}.",
            Handshake = "None. A word is written in a cycle with we_i = 1. In a cycle with re_i = 1 data_i is looked up and data_o is valid in the next cycle; otherwise data_o is open. "
                + "A write is seen by lookups from the next cycle on; the word being written is never looked up in the same cycle. Entries not written since power-up are never looked up.",
            ResetBehaviour = "There is no reset: the table is loaded before it is used.",
            Instances =
            [
                new UnitInstance
                {
                    Parameters = [new UnitParameter("BusBits", bus, "64 or 128")],
                    Ports =
                    [
                        UnitPort.ClockIn(),
                        UnitPort.In("we_i", 1, "write a word"),
                        UnitPort.DataIn("waddr_i", BitOperations.Log2((uint)words), "which word"),
                        UnitPort.DataIn("wdata_i", bus, "its entries"),
                        UnitPort.In("re_i", 1, "look up data_i"),
                        UnitPort.DataIn("data_i", 8, "x, two's complement"),
                        UnitPort.Out("data_o", 8, "y, two's complement, one cycle after x"),
                    ],
                    Generate = trace => Generate(trace, bus, words),
                },
            ],
            AllowedSubmodules = ["hwa_ram"],
            Surroundings = [AcceleratorTemplates.RenderUnit("hwa_ram", parameters)],
        };
    }

    private static void Generate(UnitTrace trace, int bus, int words)
    {
        var table = new byte[256];
        var bytes = bus / 8;
        var at = 0;
        // Identity first, where a wrong index shows at once; then random tables.
        for (var pass = 0; pass < 4; pass++)
        {
            for (var word = 0; word < words; word++)
            {
                Write(word, i => pass == 0 ? (byte)(i ^ 0x80) : (byte)trace.Random.Next(256));
                at += trace.Chance(70) ? 1 : 3;
            }

            for (var x = -128; x <= 127; x++) Read(x);
            for (var i = 0; i < 500; i++)
            {
                if (trace.Chance(70)) Read(trace.Random.Next(256) - 128);
                else at++;
            }
        }

        // Writing one word while looking up another.
        for (var i = 0; i < 2000; i++)
        {
            var word = trace.Random.Next(words);
            var x = trace.Random.Next(256) - 128;
            var writes = trace.Chance(40) && (x + 128) / bytes != word;
            var before = table[x + 128];
            if (writes) Write(word, _ => (byte)trace.Random.Next(256));
            if (trace.Chance(80))
            {
                trace.Set(at, "re_i", 1);
                trace.Set(at, "data_i", x);
                trace.Expect(at + 1, "data_o", before);
            }

            at++;
        }

        void Write(int word, Func<int, byte> entry)
        {
            var value = BigInteger.Zero;
            for (var b = bytes - 1; b >= 0; b--) value = value << 8 | (table[word * bytes + b] = entry(word * bytes + b));
            trace.Set(at, "we_i", 1);
            trace.Set(at, "waddr_i", word);
            trace.Set(at, "wdata_i", value);
        }

        void Read(int x)
        {
            trace.Set(at, "re_i", 1);
            trace.Set(at, "data_i", x);
            trace.Expect(++at, "data_o", table[x + 128]);
        }
    }
}
