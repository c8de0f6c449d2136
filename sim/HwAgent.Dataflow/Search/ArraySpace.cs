using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Search;

/// <summary>The arrays that the search looks at; buffers follow from the mappings.</summary>
public sealed record ArraySpace
{
    /// <summary>Small steps where arrays are small: a third more elements is a third more area.</summary>
    public static ArraySpace Default { get; } = new();

    public IReadOnlyList<ArrayDataflow> Dataflows { get; init; } = [ArrayDataflow.OutputStationary, ArrayDataflow.WeightStationary];

    public IReadOnlyList<int> Rows { get; init; } = [4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64];

    public IReadOnlyList<int> Columns { get; init; } = [4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64];

    public IReadOnlyList<int> BusBits { get; init; } = [64, 128];

    /// <summary>Every array with the options given by <paramref name="options"/>, in an order that never changes.</summary>
    internal IEnumerable<AcceleratorParameters> Arrays(AcceleratorParameters options) =>
        from dataflow in Dataflows
        from rows in Rows
        from columns in Columns
        from bus in BusBits
        select options with { Dataflow = dataflow, Rows = rows, Columns = columns, BusBits = bus };
}
