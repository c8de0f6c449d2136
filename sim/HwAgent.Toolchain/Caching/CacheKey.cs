namespace HwAgent.Toolchain.Caching;

/// <summary>Identity of a piece of work: a SHA-256 in lower-case hex over everything its result depends on.</summary>
/// <param name="Hex">64 hex digits.</param>
public readonly record struct CacheKey(string Hex);
