using System.Globalization;
using System.Text;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>Runs self-tests in the sandbox and compares outside the simulator, where the module under test cannot write.</summary>
internal static class SelfTestRunner
{
    private const int ShownFailures = 3;
    private const int ShownSteps = 3;

    /// <summary>Far above what a few hundred steps need; reached by a loop without delay.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Runs every test.</summary>
    /// <param name="tools">Simulator and sandbox.</param>
    /// <param name="design">The admitted code, with the module under test on top.</param>
    /// <param name="tests">What to run.</param>
    /// <param name="cancellation">Cancels the simulator.</param>
    /// <param name="cpuTime">CPU time at most; null for the usual.</param>
    public static async Task<SelfTestOutcome> RunAsync(RtlTools tools, CheckedDesign design, SelfTests tests, CancellationToken cancellation, TimeSpan? cpuTime = null)
    {
        var bench = RtlPolicy.Admit(new RtlDesign(SelfTestBench.Module, [SelfTestBench.Render(tests, design.Top)]), PolicyOptions.Testbench).Require();
        var run = await tools.IcarusBench.RunAsync(
            CheckedDesign.Combine(SelfTestBench.Module, bench, design), new BenchRequest { Output = SelfTestBench.OutputFile, CpuTime = cpuTime ?? Longest }, "self-tests 1", Reduce, cancellation).ConfigureAwait(false);
        var bits = tests.Outputs.Sum(p => p.Width);
        if (run.Lines.Count != tests.Cases.Sum(c => c.Steps.Count) || run.Lines.Any(line => line.Length != bits)) return new SelfTestOutcome([.. tests.Cases.Select(_ => false)], Unfinished(run));

        var passed = new List<bool>();
        var findings = new List<Diagnostic>();
        var at = 0;
        foreach (var test in tests.Cases)
        {
            string[] actual = [.. run.Lines.Skip(at).Take(test.Steps.Count)];
            at += test.Steps.Count;
            var wrong = Enumerable.Range(0, test.Steps.Count).FirstOrDefault(s => !Agrees(string.Concat(test.Steps[s].Outputs), actual[s]), -1);
            passed.Add(wrong < 0);
            if (wrong >= 0 && findings.Count < ShownFailures) findings.Add(Describe(tests, test, actual, wrong));
        }

        return new SelfTestOutcome(passed, findings);
    }

    private static bool Agrees(string expected, string actual) =>
        expected.Zip(actual).All(pair => pair.First == 'x' || pair.First == pair.Second);

    private static SelfTestRun Reduce(BenchRun run) => new(
        run.Output is { } output ? Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [],
        run.StoppedBy,
        [.. run.Compiled ? [] : run.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)]);

    private static IReadOnlyList<Diagnostic> Unfinished(SelfTestRun run) => run.Errors.Count > 0 ? run.Errors :
    [
        new Diagnostic("self-test", DiagnosticSeverity.Error, "test.unfinished", $"The simulation of the tests did not come to its end{(run.StoppedBy is { } limit ? $": it reached its limit of {limit}" : "")}.")
        {
            Advice = "look for a combinational loop or a loop that never ends",
        },
    ];

    private static Diagnostic Describe(SelfTests tests, SelfTestCase test, string[] actual, int wrong)
    {
        var found = Words(tests.Outputs, actual[wrong]);
        var differences = tests.Outputs.Select((port, i) => (port.Name, Expected: test.Steps[wrong].Outputs[i], Found: found[i]))
            .Where(o => !Agrees(o.Expected, o.Found)).Select(o => $"{o.Name} is {SelfTestWord.Show(o.Found)}, expected {SelfTestWord.Show(o.Expected)}");
        var first = Math.Max(0, wrong - ShownSteps + 1);
        var history = Enumerable.Range(first, wrong - first + 1).Select(s => string.Create(CultureInfo.InvariantCulture,
            $"step {s + 1}: {Values(tests.Inputs, test.Steps[s].Inputs)} -> {Values(tests.Outputs, Words(tests.Outputs, actual[s]))}"));
        return new Diagnostic("self-test", DiagnosticSeverity.Error, "test.mismatch", $"Test '{test.Name}', step {wrong + 1} of {test.Steps.Count}: {string.Join("; ", differences)}.")
        {
            Excerpt = string.Join('\n', history),
        };
    }

    private static string Values(IReadOnlyList<SelfTestPort> ports, IReadOnlyList<string> words) => string.Join(" ", ports.Zip(words, (p, w) => $"{p.Name}={SelfTestWord.Show(w)}"));

    /// <summary>A line of output bits as a word for each port.</summary>
    private static List<string> Words(IReadOnlyList<SelfTestPort> ports, string line)
    {
        var words = new List<string>();
        var at = 0;
        foreach (var port in ports)
        {
            words.Add(line.Substring(at, port.Width));
            at += port.Width;
        }

        return words;
    }
}
