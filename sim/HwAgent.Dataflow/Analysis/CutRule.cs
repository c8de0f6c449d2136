namespace HwAgent.Dataflow.Analysis;

/// <summary>Which of the pieces that a loop cuts are counted.</summary>
internal enum CutRule
{
    /// <summary>Every piece.</summary>
    All,

    /// <summary>The first, which is the largest: what happens once for the whole loop, or in the first instance.</summary>
    First,

    /// <summary>The piece of a chunk that stays whole; chunks that are really cut do not count.</summary>
    Whole,
}
