namespace HwAgent.Dataflow.Hardware;

/// <summary>Which operand of a product stays in the processing elements.</summary>
public enum ArrayDataflow
{
    /// <summary>Sums stay, activations and weights stream.</summary>
    OutputStationary,

    /// <summary>Weights stay, activations and partial sums stream.</summary>
    WeightStationary,
}
