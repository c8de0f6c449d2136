namespace HwAgent.Dataflow.Analysis;

/// <summary>What a part of the pipeline begins with.</summary>
internal enum PipelinePartKind
{
    /// <summary>A temporal loop.</summary>
    Loop,

    /// <summary>A spatial loop.</summary>
    Deal,

    /// <summary>The exchange of a level's tiles, while or before its step runs.</summary>
    Exchange,

    /// <summary>A step of the multipliers.</summary>
    Step,
}
