namespace HwAgent.Core.Cascades;

/// <summary>What a self-test found.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Score">0 (fails) to 1 (passes).</param>
/// <param name="Evidence">Why, in a few words.</param>
public sealed record SelfTestResult(string Test, double Score, string Evidence);
