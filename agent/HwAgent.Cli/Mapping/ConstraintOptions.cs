using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Cli.Mapping;

/// <summary>Constraints of a file beside the architecture, the same for <c>map</c> and <c>arch sweep</c>.</summary>
internal static class ConstraintOptions
{
    public static readonly Option<string?> File = new("--constraints") { Description = "A file of constraints that mappings keep to: constraints as in an architecture of ours or in a file of Timeloop, or a ZigZag mapping, by layer" };

    /// <summary>Whether there are any.</summary>
    public static bool AreGiven(CommandContext context) => context.Arguments.GetValue(File) is not null;

    /// <summary>The architecture for each product, with the constraints of the file; as it is without one.</summary>
    /// <exception cref="CommandException">What is wrong with the file.</exception>
    public static IReadOnlyList<Architecture> Apply(CommandContext context, Architecture architecture, IReadOnlyList<TensorProblem> problems, TextWriter notes) => context.Arguments.GetValue(File) is { } path
        ? ArchitectureFiles.Value(ConstraintReader.Read(SpecFiles.ReadText(path, "name a file of constraints, or a ZigZag mapping"), path, architecture, problems), notes)
        : [.. problems.Select(_ => architecture)];
}
