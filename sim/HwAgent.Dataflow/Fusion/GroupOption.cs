namespace HwAgent.Dataflow.Fusion;

/// <summary>One way to execute a group.</summary>
/// <param name="TileRows">Rows (tokens) that go through all of the group before the next ones do.</param>
/// <param name="KeepShared">Whether what is read more than once is loaded once.</param>
/// <param name="KeepWeights">Whether the weights of all its products stay for all tiles.</param>
/// <param name="QueryRows">Tokens of one tile of an attention product; 0: there is none.</param>
/// <param name="KeyColumns">Keys of one tile of an attention product; fewer than there are: softmax is corrected as they come (online).</param>
/// <param name="KeepKeys">Whether the keys and values of a head stay for all its tiles.</param>
internal readonly record struct GroupOption(long TileRows, bool KeepShared, bool KeepWeights, long QueryRows, long KeyColumns, bool KeepKeys);
