using HwAgent.Core.Numerics;

namespace HwAgent.Core.Decoding;

/// <summary>What a model made of a text.</summary>
/// <param name="Tokens">Tokens scored.</param>
/// <param name="Windows">Windows run.</param>
/// <param name="Nats">Negative log-probability of all of them together.</param>
public sealed record PerplexityResult(int Tokens, int Windows, double Nats)
{
    /// <summary><c>exp(Nats / Tokens)</c>.</summary>
    public double Perplexity => DeterministicMath.Exp(Nats / Tokens);

    public double BitsPerToken => Nats / Tokens / Math.Log(2);

    /// <summary>Comparable between models of different vocabularies.</summary>
    /// <param name="bytes">UTF-8 bytes that the scored tokens stand for.</param>
    public double BitsPerByte(long bytes) => Nats / bytes / Math.Log(2);
}
