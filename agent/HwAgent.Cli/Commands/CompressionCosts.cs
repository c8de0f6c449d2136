using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Mapping;
using HwAgent.Cli.Runs;
using HwAgent.Core.Compression;
using HwAgent.Dataflow.UnitCosts;

namespace HwAgent.Cli.Commands;

/// <summary>What a compression budget counts, as the command line says it.</summary>
internal static class CompressionCosts
{
    public const string Bytes = "bytes";
    public const string Operations = "operations";
    private const string Cycles = "cycles";
    private const string Energy = "energy";

    public static IReadOnlyList<string> All { get; } = [Bytes, Operations, Cycles, Energy];

    /// <summary>The budget without what it counts: <c>80%cycles</c> is 80% of the cycles.</summary>
    /// <param name="budget">As given; null for none.</param>
    /// <param name="cost">As given or usual.</param>
    public static (string? Budget, string Cost) Split(string? budget, string cost)
    {
        var text = budget?.TrimEnd();
        var named = All.FirstOrDefault(c => text?.EndsWith(c, StringComparison.OrdinalIgnoreCase) == true && text[..^c.Length].TrimEnd().EndsWith('%'));
        return named is null ? (budget, cost) : (text![..^named.Length], named);
    }

    /// <summary>A budget without what it counts.</summary>
    /// <exception cref="FormatException">Not a budget; the message says what would be one, of every cost.</exception>
    public static CompressionBudget Parse(string budget)
    {
        try
        {
            return CompressionBudget.Parse(budget);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{e.Message} Other costs are budgeted in percent too: 80%cycles or 60%energy (with --arch), 50%operations.", e);
        }
    }

    /// <summary>Null for bytes as stored.</summary>
    /// <param name="cost">One of <see cref="All"/>.</param>
    /// <param name="architecture">The file of the hardware; null when none is named.</param>
    /// <param name="tokens">Tokens that it handles at once.</param>
    /// <exception cref="CommandException">Hardware is missing, cannot be read, or has nothing to do with the cost.</exception>
    public static IUnitCost? Create(string cost, string? architecture, int tokens)
    {
        var isMapped = cost is Cycles or Energy;
        if (tokens < 1) throw SpecFiles.Problem(null, $"--batch is {tokens}", "use 1 for decoding, the prompt's length for prefill");
        if (isMapped && architecture is null) throw SpecFiles.Problem(null, $"a budget of {cost} needs hardware", "name it: --arch ARCH.yaml");
        if (!isMapped && architecture is not null) throw SpecFiles.Problem(null, $"--arch has nothing to do with a budget of {cost}", "use --budget 80%cycles or --budget 80%energy, or leave --arch out");
        if (cost == Bytes) return null;
        if (!isMapped) return new BitOperationCost();
        return MappedUnitCost.Of(ArchitectureFiles.Read(architecture!, null, TextWriter.Null).Architecture, tokens, cost == Cycles ? MappedQuantity.Cycles : MappedQuantity.Energy);
    }
}
