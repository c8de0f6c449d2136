namespace HwAgent.Dataflow.UnitCosts;

/// <summary>What a <see cref="MappedUnitCost"/> counts.</summary>
public enum MappedQuantity
{
    /// <summary>Thousandths of a cycle.</summary>
    Cycles,

    /// <summary>Femtojoules.</summary>
    Energy,
}
