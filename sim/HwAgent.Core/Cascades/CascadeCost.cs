namespace HwAgent.Core.Cascades;

/// <summary>What the models of a cascade cost, in one unit for all of them.</summary>
public enum CascadeCost
{
    /// <summary>Multiply-accumulates of the matrices, for every position that was read or written.</summary>
    Macs,

    /// <summary>Bytes of weights that are read from memory: once a pass, at the width at which the model runs.</summary>
    Bytes,
}
