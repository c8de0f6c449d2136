using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Mapping;
using HwAgent.Core.Workloads;
using Spectre.Console;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent workload</c>: the operator graph of a model, with multiply-accumulates, parameters and bytes.</summary>
public static class WorkloadCommand
{
    private static readonly Argument<string?> Model = new("model") { Description = "A preset, the path of a Hugging Face config.json, or a model's folder; without it the presets are listed", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<int> WeightBits = new("--weight-bits") { Description = "Width of a weight in the byte counts", DefaultValueFactory = _ => 8 };

    public static CommandEntry Create()
    {
        var command = new Command("workload", "Show the operators of a model: shapes, multiply-accumulates, parameters, bytes");
        command.Arguments.Add(Model);
        foreach (var option in PassOptions.All.Concat([WeightBits, CommonOptions.Json])) command.Options.Add(option);
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
        var workload = ModelSource.Read(model).Build(PassOptions.Of(context));
        if (context.Json) JsonOutput.Write(context.Output, workload);
        else Print(context, workload, bits);
        return Task.FromResult(ExitCode.Success);
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
