namespace HwAgent.Dataflow.Specification;

/// <summary>A YAML sequence.</summary>
internal sealed record SpecList(IReadOnlyList<SpecNode> Items, int Line, int Column) : SpecNode(Line, Column)
{
    public override string Description => "a list";
}
