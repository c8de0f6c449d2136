namespace HwAgent.Dataflow.Specification;

/// <summary>A YAML sequence.</summary>
internal sealed record SpecList(IReadOnlyList<SpecNode> Items, int Line, int Column) : SpecNode(Line, Column)
{
    public override string Description => "a list";

    public override long Size { get; } = 1 + Items.Sum(i => i.Size);

    public override int Height { get; } = Items.Select(i => i.Height + 1).DefaultIfEmpty().Max();
}
