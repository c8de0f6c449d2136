namespace HwAgent.Dataflow.Specification;

/// <summary>Text; <paramref name="IsPlain"/> when it has no quotes and so may be a number, a boolean or nothing.</summary>
internal sealed record SpecScalar(string Value, bool IsPlain, int Line, int Column) : SpecNode(Line, Column)
{
    public bool IsNothing => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";

    public override string Description => IsNothing ? "nothing" : IsPlain ? $"'{Shortened}'" : $"the string \"{Shortened}\"";

    private string Shortened => Value.Length > 60 ? Value[..60] + "..." : Value;
}
