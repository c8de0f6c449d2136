namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>A port that self-tests drive or compare.</summary>
/// <param name="Name">A plain identifier.</param>
/// <param name="Width">In bits, 1 to <see cref="SelfTestReader.MaxWidth"/>.</param>
internal sealed record SelfTestPort(string Name, int Width);
