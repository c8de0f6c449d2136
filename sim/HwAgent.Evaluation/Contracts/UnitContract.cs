using System.Text;

namespace HwAgent.Evaluation.Contracts;

/// <summary>
/// What a hardware unit must do, apart from how it is written. A module is accepted on this alone: ports and widths as stated, and
/// every stated output bit in every cycle equal to the golden model's. Timing is part of it, because the cost model of the
/// accelerator counts cycles exactly.
/// </summary>
public sealed record UnitContract
{
    /// <summary>Name of the module, e.g. <c>hwa_requantiser</c>.</summary>
    public required string Module { get; init; }

    /// <summary>What the unit is for, one or two sentences.</summary>
    public required string Purpose { get; init; }

    /// <summary>What it computes, as a formula, with ranges.</summary>
    public required string Function { get; init; }

    /// <summary>When inputs are taken and outputs are valid; the handshake where there is one.</summary>
    public required string Handshake { get; init; }

    /// <summary>What reset does.</summary>
    public required string ResetBehaviour { get; init; }

    /// <summary>The parameter values it is tried with; the first is that of the accelerator.</summary>
    public required IReadOnlyList<UnitInstance> Instances { get; init; }

    /// <summary>Modules of the library that an implementation may instantiate.</summary>
    public IReadOnlyList<string> AllowedSubmodules { get; init; } = [];

    /// <summary>Largest difference between an output and the golden model's: none.</summary>
    public int Tolerance { get; }

    /// <summary>Seed of the vectors.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Sources of <see cref="AllowedSubmodules"/>, in order.</summary>
    internal IReadOnlyList<Core.Rtl.RtlSource> Surroundings { get; init; } = [];

    private string OwnModules => $"Modules of your own may stand in the same file; start their names with {Module}_ to keep clear of the library's.";

    /// <summary>The contract as text for a designer, human or not. It says everything that is judged and nothing of how.</summary>
    public string ToText()
    {
        var first = Instances[0];
        var text = new StringBuilder();
        text.Append($"module {Module}\n\nPurpose: {Purpose}\n\nFunction: {Function}\n\nTiming and handshake: {Handshake}\n\nReset: {ResetBehaviour}\n\n");
        text.Append("Tolerance: 0. Every output is compared bit for bit in every cycle in which this contract states it; X counts as wrong.\n\n");
        if (first.Parameters.Count > 0)
        {
            text.Append("Parameters (declare all of them; the surroundings set them):\n");
            foreach (var parameter in first.Parameters) text.Append($"  parameter int {parameter.Name} = {parameter.Value}  // {parameter.Range}\n");
            if (Instances.Count > 1) text.Append($"Tried with: {string.Join("; ", Instances.Select(static instance => instance.Title))}.\n");
            text.Append('\n');
        }

        text.Append("Ports, exactly these, with the widths for the first set of parameters:\n");
        foreach (var port in first.Ports) text.Append($"  {port.Declaration}  // {port.Meaning}\n");
        text.Append(AllowedSubmodules.Count > 0
            ? $"\nMay instantiate: {string.Join(", ", AllowedSubmodules)}. {OwnModules}\n"
            : $"\nInstantiate no module of the library. {OwnModules}\n");
        return text.ToString();
    }
}
