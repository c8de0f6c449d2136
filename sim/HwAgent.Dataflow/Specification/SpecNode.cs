namespace HwAgent.Dataflow.Specification;

/// <summary>A piece of a YAML document and where it starts.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
internal abstract record SpecNode(int Line, int Column)
{
    /// <summary>A YAML tag such as <c>!Component</c>; null when it has none.</summary>
    public string? Tag { get; init; }

    /// <summary>What it is, for a message.</summary>
    public abstract string Description { get; }

    /// <summary>Scalars, lists and tables in it, itself included; what an alias stands for counts wherever it is used.</summary>
    public virtual long Size => 1;

    /// <summary>Levels of nesting below it.</summary>
    public virtual int Height => 0;
}
