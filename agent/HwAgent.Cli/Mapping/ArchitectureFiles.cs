using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Cli.Mapping;

/// <summary>Reads the architecture that a user names: a file, or one that comes with the program by its name.</summary>
internal static class ArchitectureFiles
{
    private const string Extension = ".yaml";

    /// <summary>Where the program keeps its own: beside it.</summary>
    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "architectures");

    /// <summary>Names of those that come with the program.</summary>
    public static IReadOnlyList<string> Names { get; } = Directory.Exists(Own) ? [.. Directory.GetFiles(Own, "*" + Extension).Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)] : [];

    /// <summary>The architecture in a file, or of a name; with the energies of an Accelergy-style table when one is given. Notes go to <paramref name="notes"/>.</summary>
    /// <param name="name">The file, or one of <see cref="Names"/>.</param>
    /// <param name="energyTable">The table's file; null for none.</param>
    /// <param name="notes">For people.</param>
    /// <param name="problems">What is mapped, whose names the file may use; null where it is not known.</param>
    /// <exception cref="CommandException">No such file or name, or everything that is wrong with it.</exception>
    public static ArchitectureFile Read(string name, string? energyTable, TextWriter notes, IReadOnlyList<TensorProblem>? problems = null)
    {
        EnergyTable? energies = null;
        if (energyTable is not null) energies = Value(EnergyTableReader.Read(SpecFiles.ReadText(energyTable, "name an energy reference table"), energyTable), notes);
        var path = PathOf(name);
        return Value(ArchitectureReader.Read(SpecFiles.ReadText(path, $"name a file, or one of: {string.Join(", ", Names)}"), path, energies, problems), notes);
    }

    /// <summary>The text of one of <see cref="Names"/>.</summary>
    public static string ReadText(string name) => File.ReadAllText(Path.Combine(Own, name + Extension));

    /// <summary>What a file says; its notes are printed, its errors end the command.</summary>
    public static T Value<T>(FormatResult<T> result, TextWriter notes)
        where T : class
    {
        if (result.Value is not { } value) throw new CommandException([.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)]);
        foreach (var note in result.Diagnostics) notes.WriteLine(note);
        return value;
    }

    /// <summary>The file behind a name; a file of the user's comes first.</summary>
    public static string PathOf(string name) => !File.Exists(name) && Names.Contains(name) ? Path.Combine(Own, name + Extension) : name;
}
