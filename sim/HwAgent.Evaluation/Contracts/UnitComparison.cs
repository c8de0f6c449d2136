using System.Numerics;
using System.Text;

namespace HwAgent.Evaluation.Contracts;

/// <summary>Compares what an instance put out with what its golden model expects.</summary>
internal sealed class UnitComparison
{
    private const int History = 4;

    /// <summary>Vectors compared.</summary>
    public int Vectors { get; private set; }

    /// <summary>Vectors with a wrong output.</summary>
    public int Mismatches { get; private set; }

    public UnitMismatch? First { get; private set; }

    /// <summary>One line of '0', '1', 'x' and 'z' a vector, output ports in order. False when it is not one for each vector, which only a broken run can cause.</summary>
    public bool Add(UnitInstance instance, UnitTrace trace, byte[] outputs)
    {
        var lines = Encoding.ASCII.GetString(outputs).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ports = trace.Ports.Where(static port => !port.IsInput).ToArray();
        var width = ports.Sum(static port => port.Width);
        if (lines.Length != trace.Count || lines.Any(line => line.Length != width)) return false;
        long cycle = 0;
        for (var vector = 0; vector < trace.Count; vector++)
        {
            var wrong = false;
            var at = 0;
            foreach (var port in ports)
            {
                var bits = lines[vector].Substring(at, port.Width);
                at += port.Width;
                if (trace[vector, port.Name] is not { } expected || Matches(bits, expected, trace.MaskOf(vector, port))) continue;
                wrong = true;
                First ??= Describe(instance, trace, vector, cycle, port, expected, bits);
            }

            if (wrong) Mismatches++;
            cycle += trace.RepeatOf(vector);
        }

        Vectors += trace.Count;
        return true;
    }

    private static bool Matches(string bits, BigInteger expected, BigInteger mask)
    {
        for (var i = bits.Length - 1; i >= 0; i--, expected >>= 1, mask >>= 1)
        {
            if (!mask.IsEven && bits[i] != (expected.IsEven ? '0' : '1')) return false;
        }

        return true;
    }

    private static UnitMismatch Describe(UnitInstance instance, UnitTrace trace, int vector, long cycle, UnitPort port, BigInteger expected, string bits)
    {
        var inputs = new List<string>();
        var start = cycle;
        for (var v = vector; v >= Math.Max(0, vector - History); v--)
        {
            if (v < vector) start -= trace.RepeatOf(v);
            var values = trace.Ports.Where(static p => p.IsInput).Select(p => $"{p.Name}={p.Format(trace[v, p.Name]!.Value)}");
            inputs.Insert(0, $"cycle {start}: {string.Join(' ', values)}");
        }

        // Where only some bits are stated, the others are shown as '-'.
        var mask = trace.MaskOf(vector, port);
        var partial = mask != (BigInteger.One << port.Width) - 1;
        return new UnitMismatch
        {
            Instance = instance.Title,
            Vector = vector,
            Cycle = cycle,
            Port = port.Name,
            Expected = partial ? Binary(port, expected, mask) : port.Format(expected),
            Actual = !partial && bits.All(static bit => bit is '0' or '1') ? port.Format(Value(bits)) : $"{port.Width}'b{bits}",
            Inputs = inputs,
        };
    }

    private static string Binary(UnitPort port, BigInteger value, BigInteger mask) =>
        $"{port.Width}'b" + string.Concat(Enumerable.Range(1, port.Width).Select(i => (mask >> (port.Width - i)).IsEven ? '-' : (value >> (port.Width - i)).IsEven ? '0' : '1'));

    private static BigInteger Value(string bits) => bits.Aggregate(BigInteger.Zero, static (value, bit) => value << 1 | (bit == '1' ? 1 : 0));
}
