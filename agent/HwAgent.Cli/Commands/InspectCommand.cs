using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Models.Inspection;
using Spectre.Console;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent inspect</c>: what a model on disk is, and what of it is not supported.</summary>
public static class InspectCommand
{
    private static readonly Option<string> Model = new("--model") { Description = "A model folder (Hugging Face, or from compress), a .gguf file or a .bin checkpoint of llama2.c", Required = true };
    private static readonly Option<bool> Tensors = new("--tensors") { Description = "List every tensor" };

    public static CommandEntry Create()
    {
        var command = new Command("inspect", "Show what a model on disk is: format, sizes, tensors, tokenizer, what is not supported");
        foreach (var option in (Option[])[Model, Tensors, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, Run, "hwagent inspect --model Qwen2-0.5B", "hwagent inspect --model model.gguf --tensors");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        var inspection = ModelInspector.Inspect(context.Arguments.GetValue(Model)!);
        if (context.Json) JsonOutput.Write(context.Output, inspection);
        else Print(context, inspection);
        return Task.FromResult(ExitCode.Success);
    }

    private static void Print(CommandContext context, ModelInspection inspection)
    {
        var console = context.CreateConsole();
        context.Output.WriteLine($"{inspection.Path}: {inspection.Format}, {inspection.Architecture ?? "unknown architecture"}, {inspection.Parameters:N0} parameters, {inspection.Bytes:N0} bytes");
        if (inspection.Sizes.Count > 0) context.Output.WriteLine(string.Join(", ", inspection.Sizes.Select(size => $"{size.Key} {size.Value}")));
        var tokenizer = inspection.Tokenizer;
        context.Output.WriteLine(tokenizer is null ? "no tokenizer" : $"{tokenizer.Format}, {tokenizer.VocabularySize:N0} tokens, begin {tokenizer.BeginId?.ToString() ?? "none"}, end {(tokenizer.EndIds.Count == 0 ? "none" : string.Join(" ", tokenizer.EndIds))}");
        if (inspection.TensorTypes.Count > 0) PrintTypes(console, inspection);
        if (context.Arguments.GetValue(Tensors)) PrintTensors(console, inspection);
        foreach (var problem in inspection.Unsupported) context.Output.WriteLine($"not supported: {problem}");
    }

    private static void PrintTypes(IAnsiConsole console, ModelInspection inspection)
    {
        var types = new Table().SimpleBorder().AddColumn("Element type");
        foreach (var column in (string[])["Tensors", "Parameters", "Bytes"]) types.AddColumn(new TableColumn(column).RightAligned());
        foreach (var share in inspection.TensorTypes) types.AddRow(new Text(share.Type), new Text($"{share.Tensors:N0}"), new Text($"{share.Parameters:N0}"), new Text($"{share.Bytes:N0}"));
        console.Write(types);
    }

    private static void PrintTensors(IAnsiConsole console, ModelInspection inspection)
    {
        var table = new Table().SimpleBorder().AddColumns("Tensor", "Type", "Shape").AddColumn(new TableColumn("Bytes").RightAligned());
        foreach (var tensor in inspection.Tensors) table.AddRow(new Text(tensor.Name), new Text(tensor.Type), new Text(tensor.ShapeText), new Text($"{tensor.Bytes:N0}"));
        console.Write(table);
    }
}
