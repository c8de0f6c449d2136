using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Workloads;
using Spectre.Console;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent workload</c>: the operator graph of a model, with multiply-accumulates, parameters and bytes.</summary>
public static class WorkloadCommand
{
    private static readonly Argument<string?> Model = new("model") { Description = "A preset, or the path of a Hugging Face config.json; without it the presets are listed", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<int> Batch = new("--batch") { Description = "Prompts or images side by side", DefaultValueFactory = _ => 1 };
    private static readonly Option<int?> SequenceLength = new("--sequence-length") { Description = "Text tokens of a prompt" };
    private static readonly Option<int?> ContextLength = new("--context-length") { Description = "Keys that a query sees" };
    private static readonly Option<int?> ImageResolution = new("--image-resolution") { Description = "Pixels a side" };
    private static readonly Option<int?> PatchStride = new("--patch-stride") { Description = "Pixels between neighbouring patches" };
    private static readonly Option<string?> Phase = new("--phase") { Description = "prefill, decode or encode" };
    private static readonly Option<int> WeightBits = new("--weight-bits") { Description = "Width of a weight in the byte counts", DefaultValueFactory = _ => 8 };

    public static CommandEntry Create()
    {
        var command = new Command("workload", "Show the operators of a model: shapes, multiply-accumulates, parameters, bytes");
        command.Arguments.Add(Model);
        foreach (var option in (Option[])[Batch, SequenceLength, ContextLength, ImageResolution, PatchStride, Phase, WeightBits, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, Run, "hwagent workload vit-b16", "hwagent workload llama3-8b --phase decode --context-length 4096 --weight-bits 4");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        if (context.Arguments.GetValue(Model) is not { } model)
        {
            if (context.Json) JsonOutput.Write(context.Output, WorkloadPresets.Names);
            else foreach (var name in WorkloadPresets.Names) context.Output.WriteLine(name);
            return Task.FromResult(ExitCode.Success);
        }

        var bits = context.Arguments.GetValue(WeightBits);
        var workload = Build(context, model);
        if (context.Json) JsonOutput.Write(context.Output, workload);
        else Print(context, workload, bits);
        return Task.FromResult(ExitCode.Success);
    }

    private static Workload Build(CommandContext context, string model)
    {
        var arguments = context.Arguments;
        var options = new WorkloadOptions(
            arguments.GetValue(Batch), arguments.GetValue(SequenceLength), arguments.GetValue(ContextLength), arguments.GetValue(ImageResolution), arguments.GetValue(PatchStride), arguments.GetValue(Phase));
        try
        {
            return WorkloadBuilder.Build(Path.GetExtension(model) == ".json" || File.Exists(model) ? HuggingFaceConfig.Parse(ReadFile(model), model, null) : WorkloadPresets.Get(model), options);
        }
        catch (InvalidConfigException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException e)
        {
            throw new CommandException(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "file", e.Message) { File = path, Advice = "name a config.json or a preset" });
        }
    }

    private static void Print(CommandContext context, Workload workload, int weightBits)
    {
        context.Output.WriteLine($"{workload.Name}, {workload.Phase}, bytes with 8-bit activations and {weightBits}-bit weights");
        var table = new Table().SimpleBorder().AddColumns("Operator", "Kind", "M x K x N");
        foreach (var column in (string[])["Repeats", "MACs", "Parameters", "Bytes"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var op in workload.Operators)
        {
            table.AddRow(
                new Text(op.Name), new Text(op.Kind.ToString()), new Text(op.Gemm?.ToString() ?? $"{op.Elements:N0} elements"), new Text($"{op.Repeats:N0}"), new Text(op.Macs == 0 ? "" : $"{op.Macs:N0}"),
                new Text(op.Parameters == 0 ? "" : $"{op.Parameters:N0}"), new Text($"{OperatorBytes.Of(op, 8, weightBits).Total:N0}"));
        }

        table.AddRow(new Text("total"), new Text(""), new Text(""), new Text(""), new Text($"{workload.Macs:N0}"), new Text($"{workload.Parameters:N0}"), new Text($"{OperatorBytes.Of(workload, 8, weightBits).Total:N0}"));
        context.CreateConsole().Write(table);
    }
}
