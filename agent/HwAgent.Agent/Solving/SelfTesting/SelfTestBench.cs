using System.Globalization;
using System.Text;
using HwAgent.Core.Rtl;

namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>
/// Turns self-tests into a testbench of ours: an instance for each test, so that none depends on another, and the outputs of every step
/// into a file. It holds no verdict: that is given outside the simulator.
/// </summary>
internal static class SelfTestBench
{
    /// <summary>Name of the testbench's module.</summary>
    public const string Module = "tb_hwa_selftest";

    /// <summary>File with a line of output bits for each step of each test, in order.</summary>
    public const string OutputFile = "outputs.txt";

    /// <param name="tests">The tests.</param>
    /// <param name="module">Name of the module under test.</param>
    public static RtlSource Render(SelfTests tests, string module)
    {
        var (inputBits, outputBits) = (Math.Max(1, tests.Inputs.Sum(p => p.Width)), tests.Outputs.Sum(p => p.Width));
        var text = new StringBuilder($"`timescale 1ns/1ps\nmodule {Module};\n  integer file;\n");
        foreach (var (test, i) in tests.Cases.Select((c, i) => (c, i)))
        {
            // The first inputs stand from the start, so that no made-up edge reaches an asynchronous reset.
            text.Append(CultureInfo.InvariantCulture, $"  reg clk_{i} = 1'b0;\n  reg [{inputBits - 1}:0] in_{i} = {Word(test.Steps[0].Inputs)};\n  wire [{outputBits - 1}:0] out_{i};\n");
            text.Append(CultureInfo.InvariantCulture, $"  {module} u_{i} (");
            text.AppendJoin(", ", [.. Connections(tests.Inputs, $"in_{i}"), .. Connections(tests.Outputs, $"out_{i}"), .. tests.Clock is { } clock ? new[] { $".{clock}(clk_{i})" } : []]);
            text.Append(");\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"  initial begin\n    file = $fopen(\"{OutputFile}\");\n");
        foreach (var (test, i) in tests.Cases.Select((c, i) => (c, i)))
        {
            foreach (var step in test.Steps)
            {
                text.Append(CultureInfo.InvariantCulture, $"    in_{i} = {Word(step.Inputs)}; #5 ");
                text.Append(CultureInfo.InvariantCulture, $"clk_{i} = 1'b1; #4 $fwrite(file, \"%b\\n\", out_{i}); #1 clk_{i} = 1'b0;\n");
            }
        }

        return new RtlSource(Module + ".sv", text.Append("    $fclose(file);\n    $finish;\n  end\nendmodule\n").ToString());
    }

    /// <summary>One literal, the first port at the top; every bit on its own, so that an open bit does not spread.</summary>
    private static string Word(IReadOnlyList<string> words)
    {
        var bits = string.Concat(words);
        return bits.Length == 0 ? "1'b0" : $"{bits.Length}'b{bits}";
    }

    private static IEnumerable<string> Connections(IReadOnlyList<SelfTestPort> ports, string vector)
    {
        var high = ports.Sum(p => p.Width) - 1;
        foreach (var port in ports)
        {
            yield return $".{port.Name}({vector}[{high}:{high - port.Width + 1}])";
            high -= port.Width;
        }
    }
}
