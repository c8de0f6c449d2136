namespace HwAgent.Dataflow.Fusion;

/// <summary>What a tensor is to a model; off-chip traffic is reported by it.</summary>
public enum TrafficKind
{
    /// <summary>Parameters: weights, biases, norm scales.</summary>
    Weights = 0,

    /// <summary>What one operator hands to the next.</summary>
    Activations = 1,

    /// <summary>Keys and values, fresh or from the cache.</summary>
    KeyValues = 2,
}
