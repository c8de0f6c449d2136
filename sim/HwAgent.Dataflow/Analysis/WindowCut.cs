namespace HwAgent.Dataflow.Analysis;

/// <summary>What a loop makes of the chunks in front of it.</summary>
internal enum WindowCut
{
    /// <summary>A spatial loop deals them.</summary>
    Deal,

    /// <summary>An iteration of a temporal loop.</summary>
    Iteration,

    /// <summary>What instances that have an iteration had in the one before.</summary>
    Before,
}
