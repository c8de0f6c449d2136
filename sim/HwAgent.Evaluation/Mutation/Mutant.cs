namespace HwAgent.Evaluation.Mutation;

/// <summary>A source text with one small fault.</summary>
/// <param name="Kind">The class of fault, e.g. <c>operator</c>.</param>
/// <param name="Line">1-based line of the fault.</param>
/// <param name="From">What stood there.</param>
/// <param name="To">What stands there now.</param>
/// <param name="Text">The whole text.</param>
public sealed record Mutant(string Kind, int Line, string From, string To, string Text)
{
    public override string ToString() => $"line {Line}: {Kind} {From} -> {To}";
}
