namespace HwAgent.Dataflow.Fusion;

/// <summary>How an operator is executed inside of a group.</summary>
internal enum GroupRole
{
    /// <summary>On the array.</summary>
    Product,

    /// <summary>On the array, side by side with a later product of the same input: their results meet element by element on the way out.</summary>
    Merged,

    /// <summary>In the vector unit, on the results of a product as they leave the array.</summary>
    Streamed,

    /// <summary>In the vector unit, on whole rows of a tile.</summary>
    Vector,
}
