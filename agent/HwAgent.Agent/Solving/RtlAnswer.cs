using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving;

/// <summary>What a reply to a task held.</summary>
/// <param name="Code">The module asked for with the modules it needs, itself last; null when the reply holds no answer.</param>
/// <param name="Diagnostics">Why there is none, with advice fit for a repair prompt; empty when there is one.</param>
/// <param name="Trouble">Kinds of <see cref="TroubleKinds"/>, each once.</param>
internal sealed record RtlAnswer(string? Code, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Trouble);
