namespace HwAgent.Core.Workloads;

/// <summary>How a decoder knows the order of its tokens.</summary>
public enum PositionKind
{
    /// <summary>Rotates queries and keys in every layer; no parameters, no hard limit on the length.</summary>
    Rope,

    /// <summary>A table of position rows added to the token rows; the length is limited by the table.</summary>
    Learned,
}
