namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// A question about the chunks of one dimension under its loops, whose answers for all three dimensions make up every cost: how many chunks or elements
/// are left when the loops at some places are run through, at others only begun, at others required not to cut.
/// </summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Slots">Places that cut at all; for <see cref="ChainQueryKind.Instances"/> the places counted.</param>
/// <param name="All">Those of them of which every piece counts.</param>
/// <param name="Whole">Those of them of which only uncut chunks count. Of the rest the first piece counts. For <see cref="ChainQueryKind.Last"/> those whose first piece counts, and of the rest the last.</param>
/// <param name="IsGain">Whether costs fall as the answer rises.</param>
internal readonly record struct ChainQuery(ChainQueryKind Kind, ulong Slots, ulong All, ulong Whole, bool IsGain);
