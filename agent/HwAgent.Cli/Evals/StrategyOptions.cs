using System.CommandLine;
using System.Globalization;
using HwAgent.Agent.Solving;
using HwAgent.Cli.Runs;
using HwAgent.Core.Cascades;
using HwAgent.Evals.Runs;

namespace HwAgent.Cli.Evals;

/// <summary>Options of the strategies, on the command line and in <c>settings.json</c>.</summary>
internal static class StrategyOptions
{
    /// <summary>The golden testbench judges the turns of <c>loop</c>.</summary>
    public const string BenchmarkFeedback = "benchmark";

    private static readonly Option<int?> Turns = new("--turns") { Description = "loop: answers to each problem at most, the first one included; default 5" };
    private static readonly Option<int?> Solutions = new("--solutions") { Description = "sample-rank, cascade: k, solutions of one model; default 5" };
    private static readonly Option<int?> SelfTests = new("--self-tests") { Description = "loop, sample-rank, cascade: l, tests that a model writes for itself; default 5" };
    private static readonly Option<double?> Threshold = new("--threshold") { Description = "cascade: theta, the score from which a model's best solution is accepted; default 0.7" };
    private static readonly Option<string?> Stages = new("--stages") { Description = "cascade: k,l,theta of each model, separated by semicolons, as tune-cascade prints them" };
    private static readonly Option<int?> MaxOutputTokens = new("--max-output-tokens") { Description = "Tokens of one reply at most; default: the endpoint's" };
    private static readonly Option<string?> Feedback = new("--feedback") { Description = "loop: self-tests (default), or benchmark: the benchmark's own testbench tells the model what is wrong, and the score compares with no other" };

    public static IReadOnlyList<Option> All { get; } = [Turns, Solutions, SelfTests, Threshold, Stages, MaxOutputTokens, Feedback];

    /// <summary>What the user gave, option to value, as settings keep it.</summary>
    public static SortedDictionary<string, string> Given(ParseResult arguments)
    {
        var given = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in (Option<int?>[])[Turns, Solutions, SelfTests, MaxOutputTokens]) if (arguments.GetValue(option) is { } number) given[option.Name.TrimStart('-')] = number.ToString(CultureInfo.InvariantCulture);
        if (arguments.GetValue(Threshold) is { } threshold) given["threshold"] = threshold.ToString(CultureInfo.InvariantCulture);
        if (arguments.GetValue(Stages) is { } stages) given["stages"] = stages;
        if (arguments.GetValue(Feedback) is not { } feedback) return given;
        if (feedback is not ("self-tests" or BenchmarkFeedback)) throw SpecFiles.Problem(null, $"--feedback is {feedback}", "use self-tests or benchmark");
        given["feedback"] = feedback;
        return given;
    }

    /// <summary>How the settings of a run make its solvers.</summary>
    public static SolverOptions Of(EvalSettings settings)
    {
        var usual = new SolverOptions();
        var options = new SolverOptions
        {
            Temperature = settings.Temperature,
            Seed = settings.Seed,
            Turns = Whole(settings, "turns") ?? usual.Turns,
            Solutions = Whole(settings, "solutions") ?? usual.Solutions,
            SelfTests = Whole(settings, "self-tests") ?? usual.SelfTests,
            MaxOutputTokens = Whole(settings, "max-output-tokens"),
            Threshold = settings.StrategyOptions.TryGetValue("threshold", out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : usual.Threshold,
            Stages = settings.StrategyOptions.TryGetValue("stages", out var stages) ? ParseStages(stages) : [],
        };
        if (options.Problem() is { } problem) throw SpecFiles.Problem(null, problem, "see `hwagent eval verilogeval --help`");
        return options;
    }

    private static int? Whole(EvalSettings settings, string name) => settings.StrategyOptions.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static List<CascadeStage> ParseStages(string text)
    {
        var stages = new List<CascadeStage>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = part.Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length != 3
                || !int.TryParse(fields[0], CultureInfo.InvariantCulture, out var k) || !int.TryParse(fields[1], CultureInfo.InvariantCulture, out var l)
                || !double.TryParse(fields[2], CultureInfo.InvariantCulture, out var theta))
            {
                throw SpecFiles.Problem(null, $"--stages holds '{part}'", "write k,l,theta for each model, e.g. 5,5,0.7;3,3,0");
            }

            stages.Add(new CascadeStage(k, l, theta));
        }

        return stages;
    }
}
