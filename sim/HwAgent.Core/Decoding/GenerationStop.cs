namespace HwAgent.Core.Decoding;

/// <summary>Why a generation ended.</summary>
public enum GenerationStop
{
    /// <summary>The model said that it is done.</summary>
    StopToken,

    /// <summary>As many tokens as were asked for.</summary>
    TokenLimit,

    /// <summary>The session holds no further position.</summary>
    ContextFull,
}
