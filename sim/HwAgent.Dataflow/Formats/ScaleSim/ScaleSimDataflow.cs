namespace HwAgent.Dataflow.Formats.ScaleSim;

/// <summary>What stays in SCALE-Sim's array.</summary>
public enum ScaleSimDataflow
{
    /// <summary><c>ws</c>: K over the rows, N over the columns, M streams.</summary>
    WeightStationary,

    /// <summary><c>os</c>: M over the rows, N over the columns, K streams.</summary>
    OutputStationary,

    /// <summary><c>is</c>: K over the rows, M over the columns, N streams.</summary>
    InputStationary,
}
