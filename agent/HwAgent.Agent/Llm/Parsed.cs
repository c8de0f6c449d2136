using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Llm;

/// <summary>What a reply held: a value, or the diagnostics that say why there is none.</summary>
/// <param name="Value">Null exactly when <paramref name="Diagnostics"/> holds an error.</param>
/// <param name="Diagnostics">Tool <c>model</c>; advice fit for a repair prompt. May hold notes beside a value.</param>
public sealed record Parsed<T>(T? Value, IReadOnlyList<Diagnostic> Diagnostics) where T : class
{
    public bool IsValid => Value is not null;
}
