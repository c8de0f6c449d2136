namespace HwAgent.Dataflow.Instructions;

/// <summary>Where a LOAD puts its data.</summary>
public enum LoadKind
{
    Activation = 0,
    Weight = 1,
    Parameter = 2,
    Residual = 3,
    Table = 4,
}
