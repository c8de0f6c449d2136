using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>Operators that are executed together, tile by tile.</summary>
/// <param name="Operators">Names, in order.</param>
/// <param name="Totals">Of one pass of the segment.</param>
/// <param name="Products">Its matrix products with their mappings.</param>
public sealed record FusedGroup(IReadOnlyList<string> Operators, ScheduleTotals Totals, IReadOnlyList<FusedProduct> Products)
{
    /// <summary>Rows (tokens) that go through the whole group before the next ones do.</summary>
    public required long TileRows { get; init; }

    /// <summary>Tokens whose queries are in one tile of an attention product; 0: there is none.</summary>
    public required long QueryRows { get; init; }

    /// <summary>Keys in one tile of an attention product; 0: there is none.</summary>
    public required long KeyColumns { get; init; }

    /// <summary>Scores of all tiles, hidden ones inside of them included; 0: there is no attention product.</summary>
    public required long Scores { get; init; }

    /// <summary>Whether softmax sees a part of a row at a time and corrects what it summed before.</summary>
    public required bool IsOnlineSoftmax { get; init; }

    /// <summary>Whether what several operators of the group read is loaded once.</summary>
    public required bool KeepsShared { get; init; }

    /// <summary>Whether the weights of the group stay on the chip for all tiles.</summary>
    public required bool KeepsWeights { get; init; }

    /// <summary>Whether the keys and values of a head stay on the chip for all its tiles.</summary>
    public required bool KeepsKeys { get; init; }

    /// <summary>Most that the group's tensors take of the shared buffer.</summary>
    public required long ReservedBits { get; init; }

    /// <summary>Cycles that the array is busy or waits for its operands.</summary>
    public required long ArrayCycles { get; init; }

    /// <summary>Cycles that the vector unit is busy.</summary>
    public required long VectorCycles { get; init; }

    /// <summary>Cycles that the off-chip memory is busy.</summary>
    public required long MemoryCycles { get; init; }

    /// <summary>Operations of the vector unit for one of its operators: under a mask softmax works on the tiles of this group.</summary>
    public long VectorElementsOf(GraphOperator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        return op.Kind == OperatorKind.Softmax && Scores > 0 ? Scores * GraphOperator.PassesOf(op.Kind) : op.VectorElements;
    }

    /// <summary>What takes longest: <c>memory</c>, <c>vector</c> or <c>array</c>.</summary>
    public string BoundBy => MemoryCycles >= ArrayCycles && MemoryCycles >= VectorCycles ? "memory" : VectorCycles > ArrayCycles ? "vector" : "array";
}
