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
        if (run.Lines.Count != tests.Cases.Sum(c => c.Steps.Count)) return new SelfTestOutcome([.. tests.Cases.Select(_ => false)], Unfinished(run));

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
        expected.Length == actual.Length && expected.Zip(actual).All(pair => pair.First == 'x' || pair.First == pair.Second);

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
        var at = 0;
        var differences = new List<string>();
        foreach (var (port, expected) in tests.Outputs.Zip(test.Steps[wrong].Outputs))
        {
            var found = actual[wrong].Length >= at + port.Width ? actual[wrong].Substring(at, port.Width) : "";
            at += port.Width;
            if (!Agrees(expected, found)) differences.Add($"{port.Name} is {SelfTestWord.Show(found)}, expected {SelfTestWord.Show(expected)}");
        }

        var first = Math.Max(0, wrong - ShownSteps + 1);
        var history = Enumerable.Range(first, wrong - first + 1).Select(s => string.Create(CultureInfo.InvariantCulture,
            $"step {s + 1}: {string.Join(" ", tests.Inputs.Zip(test.Steps[s].Inputs, (p, w) => $"{p.Name}={SelfTestWord.Show(w)}"))}"));
        return new Diagnostic("self-test", DiagnosticSeverity.Error, "test.mismatch", $"Test '{test.Name}', step {wrong + 1} of {test.Steps.Count}: {string.Join("; ", differences)}.")
        {
            Excerpt = string.Join('\n', history),
        };
    }
}
