namespace HwAgent.Dataflow.Analysis;

/// <summary>The shapes of layouts that a mapping can be given.</summary>
public enum DramLayoutKind
{
    /// <summary>The last dimension of the tensor runs fastest.</summary>
    RowMajor,

    /// <summary>The first dimension of the tensor runs fastest.</summary>
    ColumnMajor,

    /// <summary>Each tile of the mapping lies in one piece.</summary>
    TileMajor,
}
