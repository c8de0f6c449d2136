namespace HwAgent.Dataflow.Problems;

/// <summary>Membership in an <see cref="OperandSet"/>.</summary>
public static class OperandSets
{
    /// <summary>Whether the operand is in the set.</summary>
    public static bool Has(this OperandSet set, Operand operand) => ((int)set >> (int)operand & 1) != 0;

    /// <summary>The set of one operand.</summary>
    public static OperandSet Only(this Operand operand) => (OperandSet)(1 << (int)operand);
}
