namespace HwAgent.Dataflow.Analysis;

/// <summary>Elements of one operand that go through one memory level in one execution, summed over its instances.</summary>
/// <param name="WritesFromAbove">Written by the level above: tiles that come in, partial sums that come back.</param>
/// <param name="ReadsToBelow">Read for the level below or the multipliers; an element read once for several instances counts once.</param>
/// <param name="WritesFromBelow">Sums written by the level below or the multipliers, after what is added on the way.</param>
/// <param name="ReadsToAbove">Sums read for the level above.</param>
/// <param name="FinalWritesFromBelow">The part of <paramref name="WritesFromBelow"/> that is final, at the output's own width.</param>
/// <param name="FinalReadsToAbove">The part of <paramref name="ReadsToAbove"/> that is final.</param>
public readonly record struct OperandTraffic(long WritesFromAbove, long ReadsToBelow, long WritesFromBelow, long ReadsToAbove, long FinalWritesFromBelow, long FinalReadsToAbove);
