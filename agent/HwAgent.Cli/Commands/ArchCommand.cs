using System.CommandLine;
using System.Globalization;
using HwAgent.Agent.Reports.Mapping;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Mapping;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Hardware;
using Spectre.Console;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent arch sweep</c>: a workload on variants of an architecture.</summary>
public static class ArchCommand
{
    private static readonly Argument<string> Workload = new("workload") { Description = "A product MxKxN, a preset, a config.json, a model's folder, or a problem file" };
    private static readonly Option<string> Arch = new("--arch") { Description = $"The architecture to vary: a file, or one of: {string.Join(", ", ArchitectureFiles.Names)}", Required = true };
    private static readonly Option<string?> Arrays = new("--array") { Description = "Arrays to try: 8x8,16x16,32x32; the ports of the memory above grow with their edges" };
    private static readonly Option<string?> Buffers = new("--buffer") { Description = "Sizes of the outermost memory on the chip to try: 64KiB,256KiB,1MiB; energies follow as the technology says" };
    private static readonly Option<string?> Bandwidths = new("--bandwidth") { Description = "Bytes a cycle of the outermost memory to try: 8,16,32; where its banks count, their own peak stays" };
    private static readonly Option<string?> Out = new("--out") { Description = "A folder to write: sweep.json, sweep.csv, report.html; must not exist" };

    public static CommandEntry Create()
    {
        var sweep = new Command("sweep", "Map a workload to variants of an architecture: arrays, buffers, bandwidths; and variants of its pass: lengths, images, batches; with their Pareto front");
        sweep.Arguments.Add(Workload);
        foreach (var option in ((Option[])[Arch, ConstraintOptions.File, Arrays, Buffers, Bandwidths, Out]).Append(DramOptions.Account).Append(DramOptions.Layout).Concat(MapOptions.All).Concat(SweptPasses.All).Append(CommonOptions.Json)) sweep.Options.Add(option);
        return CommandEntry.Group(
            new Command("arch", "Explore architectures"),
            CommandEntry.Create(sweep, Run, "hwagent arch sweep vit-b16 --arch edge-16x16 --array 8x8,16x16,32x32 --buffer 128KiB,512KiB --bandwidth 8,16 --out sweep",
                "hwagent arch sweep llava-1.5-7b --arch cloud-128x128 --merge-tokens 0,8,16 --patch-stride 14,10"));
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        if (arguments.GetValue(Out) is { } folder) ResultFolder.Check(folder);
        var name = arguments.GetRequiredValue(Arch);
        var file = ArchitectureFiles.Read(name, arguments.GetValue(MapOptions.Energies), context.Error, MapWork.NamesOf(arguments.GetRequiredValue(Workload)));
        var bits = MapOptions.BitsOf(context, file.Bits);
        Architecture[] variants = [.. Variants(context).Select(v => Vary(file.Architecture, v, name))];
        MapWork[] works = [.. MapWork.ReadAll(context, arguments.GetRequiredValue(Workload), bits, SweptPasses.Of(context)).Select(w => ConstraintOptions.AreGiven(context) ? w.AsProducts(bits) : w.For(file.Architecture, bits))];
        // What is said of the first variant holds for all.
        IReadOnlyList<Architecture>[] hardware = [.. works.SelectMany(w => variants.Select((v, i) => ConstraintOptions.Apply(context, v, w.Problems, i == 0 && w == works[0] ? context.Error : TextWriter.Null)))];
        var layouts = DramOptions.KindsOf(context, file.Architecture);
        var points = new SweepPoint[works.Length * variants.Length];
        using (var progress = context.CreateProgress())
        {
            var done = 0;
            progress.Report(0, points.Length, "mapping");
            Parallel.For(0, points.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, arguments.GetValue(MapOptions.Threads)), CancellationToken = cancellation }, i =>
            {
                var (work, variant) = (works[i / variants.Length], variants[i % variants.Length]);
                points[i] = Point(context, work, variant, hardware[i], layouts, cancellation);
                lock (progress) progress.Report(++done, points.Length, $"{variant.Name} {work.Pass}".TrimEnd());
            });
        }

        var outcome = SweepOutcome.Of(works.All(w => w.Name == works[0].Name) ? works[0].Name : works[0].Model, file.Architecture.Name, arguments.GetRequiredValue(MapOptions.Objective), points);
        if (arguments.GetValue(Out) is { } target) ResultFolder.Write(target, [.. Results(context, outcome)]);
        if (context.Json) JsonOutput.Write(context.Output, outcome);
        else Print(context, outcome);
        return Task.FromResult(ExitCode.Success);
    }

    private static SweepPoint Point(CommandContext context, MapWork work, Architecture architecture, IReadOnlyList<Architecture> hardware, IReadOnlyList<DramLayoutKind>? layouts, CancellationToken cancellation)
    {
        var memory = 0.0;
        for (var level = 0; level < architecture.Levels.Count; level++) memory += architecture.Instances(level) * (architecture.Levels[level].SizeBits ?? 0) / 8192.0;
        var outcome = Map(context, work, architecture, hardware, layouts, cancellation);
        return new SweepPoint(architecture.Name, architecture.Multipliers, memory, ProductMaps.BandwidthOf(architecture) / 8, outcome?.Totals, outcome?.Utilisation ?? 0) { Pass = work.Pass };
    }

    /// <summary>Null when an operator has no mapping to the architecture.</summary>
    private static MapOutcome? Map(CommandContext context, MapWork work, Architecture architecture, IReadOnlyList<Architecture> hardware, IReadOnlyList<DramLayoutKind>? layouts, CancellationToken cancellation)
    {
        var objective = MapOptions.ObjectiveOf(context);
        if (work.Workload is null)
        {
            var unmapped = new List<Dataflow.Problems.TensorProblem>();
            var outcome = ProductMaps.Search(work, hardware, new ProductMapRequest(objective, MapOptions.AccountOf(context), MapOptions.SlackOf(context), Threads: 1) { Layouts = layouts }, unmapped, cancellation);
            return unmapped.Count == 0 ? outcome : null;
        }

        try
        {
            return WorkloadMaps.Search(work.Workload, work.Widths, architecture, new WorkloadMapRequest(objective, MapOptions.SlackOf(context), IsFused: true, IsProven: false, Threads: 1) { Layouts = layouts }, cancellation);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<ArchitectureVariant> Variants(CommandContext context)
    {
        var arguments = context.Arguments;
        IReadOnlyList<int>?[] arrays = [.. Parts(arguments.GetValue(Arrays)).Select(ArrayOf)];
        long?[] buffers = [.. Parts(arguments.GetValue(Buffers)).Select(SizeOf)];
        double?[] bandwidths = [.. Parts(arguments.GetValue(Bandwidths)).Select(BandwidthOf)];
        return from array in arrays from buffer in buffers from bandwidth in bandwidths select new ArchitectureVariant(array, buffer, bandwidth);
    }

    /// <summary>The parts of a list; one null when there is none, so that what is not swept stays as it is.</summary>
    private static string?[] Parts(string? list) => list is null ? new string?[] { null } : list.Split(',', StringSplitOptions.TrimEntries);

    private static IReadOnlyList<int>? ArrayOf(string? text)
    {
        if (text is null) return null;
        int[] sizes = [.. text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= 65536 ? size : 0)];
        return sizes.Contains(0) ? throw Mistake($"--array: '{text}' is no array", "give rows x columns, e.g. 16x16") : sizes;
    }

    private static long? SizeOf(string? text) =>
        text is null ? null : MemorySize.Parse(text) ?? throw Mistake($"--buffer: '{text}' is no size", "e.g. 256KiB");

    private static double? BandwidthOf(string? text) =>
        text is null ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bytes) && bytes is > 0 and < 1e9 ? bytes * 8
        : throw Mistake($"--bandwidth: '{text}' is no number of bytes a cycle", "e.g. 16");

    private static Architecture Vary(Architecture architecture, ArchitectureVariant variant, string name)
    {
        try
        {
            return ArchitectureVariants.Of(architecture, variant, TechnologyNode.Horowitz45);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(new Diagnostic("arch", DiagnosticSeverity.Error, "variant", e.Message.Split(" (Parameter", 2)[0]) { File = name, Advice = "sweep only what the architecture has" });
        }
    }

    private static IEnumerable<(string Name, string Text)> Results(CommandContext context, SweepOutcome outcome)
    {
        using var json = new StringWriter();
        JsonOutput.Write(json, outcome);
        yield return ("sweep.json", json.ToString().ReplaceLineEndings("\n"));
        yield return ("sweep.csv", SweepCsv.Write(outcome));
        yield return ("report.html", SweepReport.Render(outcome, CommandText.Of(context), ProductVersion.Current.ToString()));
    }

    private static void Print(CommandContext context, SweepOutcome outcome)
    {
        var hasPasses = outcome.Points.Any(p => p.Pass.Length > 0);
        context.Output.WriteLine($"{outcome.Workload} on variants of {outcome.Base}, for {outcome.Objective}; * is on the Pareto front of cycles, energy, multipliers, memory and bandwidth{(hasPasses ? " of its pass" : "")}");
        var table = new Table().SimpleBorder().AddColumns("", "Architecture");
        if (hasPasses) table.AddColumn("Pass");
        foreach (var column in (string[])["Cycles", "uJ", "DRAM bytes", "Used"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var p in outcome.Points)
        {
            string[] start = hasPasses ? [p.IsOnFront ? "*" : "", p.Architecture, p.Pass] : [p.IsOnFront ? "*" : "", p.Architecture];
            string[] cells = p.Totals is { } t
                ? [.. start, t.Cycles.ToString("N0", CultureInfo.InvariantCulture), (t.EnergyPicojoules / 1e6).ToString("N2", CultureInfo.InvariantCulture), t.DramBytes.ToString("N0", CultureInfo.InvariantCulture), p.Utilisation.ToString("P1", CultureInfo.InvariantCulture)]
                : [.. start, "no mapping", "", "", ""];
            table.AddRow(cells.Select(text => new Text(text)));
        }

        context.CreateConsole().Write(table);
    }

    private static CommandException Mistake(string message, string advice) =>
        new(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "arguments", message) { Advice = advice });
}
