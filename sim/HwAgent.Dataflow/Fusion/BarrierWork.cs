namespace HwAgent.Dataflow.Fusion;

/// <summary>Work of the vector unit that waits for whole rows.</summary>
/// <param name="Elements">In all.</param>
/// <param name="Tiles">Tiles that it is dealt in: while the vector unit works on one, the array works on others.</param>
internal readonly record struct BarrierWork(long Elements, long Tiles);
