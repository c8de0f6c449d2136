using System.CommandLine;
using System.Globalization;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Mapping;

/// <summary>The options of what to make small and how wide operands are, the same for <c>map</c> and <c>arch sweep</c>.</summary>
internal static class MapOptions
{
    public static readonly Option<string> Objective = new("--objective") { Description = "What to make small: edp (energy times latency), latency or energy; ties are broken by the others, then by DRAM traffic", DefaultValueFactory = _ => "edp" };
    public static readonly Option<string> Slack = new("--slack") { Description = "With latency (energy): by how much it may be above the least if that saves energy (cycles), e.g. 1%; 0% is strict, and a handful of cycles may then cost gigabytes of traffic", DefaultValueFactory = _ => "0%" };
    public static readonly Option<string> Latency = new("--latency") { Description = "full counts fill, drain and stalls; steady is the busiest of multipliers and ports, as Timeloop counts", DefaultValueFactory = _ => "full" };
    public static readonly Option<string?> Energies = new("--energies") { Description = "An Accelergy-style table of energies (ERT) in place of the architecture's own" };
    public static readonly Option<int> WeightBits = new("--weight-bits") { Description = "Width of a weight", DefaultValueFactory = _ => 8 };
    public static readonly Option<int> ActivationBits = new("--activation-bits") { Description = "Width of an activation", DefaultValueFactory = _ => 8 };
    public static readonly Option<string?> WidthFile = new("--widths") { Description = "For a workload: a YAML file of widths: activations, residual, keys_and_values, partial_sums, weights, and under operators those of weights by pattern" };
    public static readonly Option<string[]> Width = new("--width") { Description = "For a workload: the weight width of the operators that a pattern names, e.g. 'decoder.block*.attn.*=4'; later ones win", DefaultValueFactory = _ => [] };
    public static readonly Option<int> Threads = new("--threads") { Description = "Threads to use; the result does not depend on it", DefaultValueFactory = _ => Environment.ProcessorCount };

    static MapOptions()
    {
        Objective.AcceptOnlyFromAmong("latency", "energy", "edp");
        Latency.AcceptOnlyFromAmong("full", "steady");
        Threads.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && int.TryParse(r.Tokens[0].Value, out var value) && value < 1) r.AddError($"{Threads.Name}: give 1 or more");
        });
        foreach (var bits in (Option<int>[])[WeightBits, ActivationBits])
        {
            bits.Validators.Add(r =>
            {
                if (r.Tokens.Count == 1 && int.TryParse(r.Tokens[0].Value, out var value) && value is < 1 or > 16) r.AddError($"{bits.Name}: give 1 to 16 bits");
            });
        }
    }

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } = [Objective, Slack, Latency, Energies, WeightBits, ActivationBits, WidthFile, Width, Threads];

    public static Objective ObjectiveOf(CommandContext context) => Enum.Parse<Objective>(context.Arguments.GetRequiredValue(Objective), ignoreCase: true);

    public static LatencyAccount AccountOf(CommandContext context) => Enum.Parse<LatencyAccount>(context.Arguments.GetRequiredValue(Latency), ignoreCase: true);

    public static int ThreadsOf(CommandContext context) => context.Arguments.GetValue(Threads);

    /// <exception cref="CommandException">It is no percentage from 0 to 100.</exception>
    public static double SlackOf(CommandContext context)
    {
        var text = context.Arguments.GetRequiredValue(Slack);
        if (text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100) return percent / 100;
        throw new CommandException(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", $"--slack: '{text}' is no percentage from 0% to 100%") { Advice = "e.g. --slack 1%" });
    }

    /// <summary>Widths of a product's operands: what the options say, else what the architecture's file fixes, else 8 bits.</summary>
    public static OperandBits BitsOf(CommandContext context, OperandBits? fixedBits)
    {
        var bits = fixedBits ?? OperandBits.EightBit;
        if (IsGiven(WeightBits)) bits = bits with { Weight = context.Arguments.GetValue(WeightBits) };
        var activation = context.Arguments.GetValue(ActivationBits);
        return IsGiven(ActivationBits) ? bits with { Input = activation, Output = activation, Partial = Math.Max(32, activation) } : bits;

        bool IsGiven(Option option) => context.Arguments.GetResult(option) is { Implicit: false };
    }

    /// <summary>Widths of a workload's tensors: of the bits options, then what the file says, then the patterns.</summary>
    /// <param name="context">With the options.</param>
    /// <param name="mixed">Widths that the model has itself.</param>
    /// <exception cref="CommandException">What is wrong with the file or a pattern.</exception>
    public static WidthMap WidthsOf(CommandContext context, IReadOnlyDictionary<string, IReadOnlyList<WeightStripe>> mixed)
    {
        var activation = context.Arguments.GetValue(ActivationBits);
        var widths = new WidthMap { ActivationBits = activation, KeyValueBits = activation, ResidualBits = Math.Max(16, activation), WeightBits = context.Arguments.GetValue(WeightBits), Mixed = mixed };
        if (context.Arguments.GetValue(WidthFile) is { } path) widths = ArchitectureFiles.Value(WidthFileReader.Read(SpecFiles.ReadText(path, "name a file of widths"), path, widths), context.Error);
        return widths with { Rules = [.. widths.Rules, .. context.Arguments.GetRequiredValue(Width).Select(Rule)] };
    }

    /// <summary>Whether widths by operator are given, which products do not have.</summary>
    public static bool NamesWidths(CommandContext context) => context.Arguments.GetValue(WidthFile) is not null || context.Arguments.GetRequiredValue(Width).Length > 0;

    private static WidthRule Rule(string text)
    {
        var end = text.LastIndexOf('=');
        if (end > 0 && int.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits is >= 1 and <= 16) return new WidthRule(text[..end], bits);
        throw new CommandException(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", $"--width: '{text}' is no pattern with 1 to 16 bits") { Advice = "e.g. --width 'decoder.block*.attn.*=4'" });
    }
}
