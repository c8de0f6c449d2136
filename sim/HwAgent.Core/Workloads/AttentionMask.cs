namespace HwAgent.Core.Workloads;

/// <summary>Which keys the queries of a decoder's prefill are counted with.</summary>
public enum AttentionMask
{
    /// <summary>All: what is masked is multiplied nevertheless, as published counts and other cost models have it.</summary>
    Full,

    /// <summary>The query's own key and those before it.</summary>
    Causal,
}
