namespace HwAgent.Dataflow.Specification;

/// <summary>Entries in the order of the file, duplicates included.</summary>
internal sealed record SpecMap(IReadOnlyList<(SpecScalar Key, SpecNode Value)> Entries, int Line, int Column) : SpecNode(Line, Column)
{
    public override string Description => "a table";

    public override long Size { get; } = 1 + Entries.Sum(e => 1 + e.Value.Size);

    public override int Height { get; } = Entries.Select(e => e.Value.Height + 1).DefaultIfEmpty().Max();
}
