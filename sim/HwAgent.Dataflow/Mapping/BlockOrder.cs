namespace HwAgent.Dataflow.Mapping;

/// <summary>Which block loop runs outside; the depth loop is always innermost.</summary>
public enum BlockOrder
{
    /// <summary>for each row block: for each column block.</summary>
    RowsOuter,

    /// <summary>for each column block: for each row block.</summary>
    ColumnsOuter,
}
