namespace HwAgent.Dataflow.Analysis;

/// <summary>What changes hands between the iterations of a group of equal ones, and on to the next group: as it counts for the iteration that begins with it, and for the one that ends.</summary>
/// <param name="AgainEnter">Within the group, for the one that begins.</param>
/// <param name="AgainExit">Within the group, for the one that ends.</param>
/// <param name="NextEnter">To the next group, for the one that begins.</param>
/// <param name="NextExit">To the next group, for the one that ends.</param>
internal readonly record struct LoopChange(int AgainEnter, int AgainExit, int NextEnter, int NextExit);
