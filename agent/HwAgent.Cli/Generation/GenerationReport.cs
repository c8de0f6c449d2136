using System.Globalization;
using HwAgent.Core.Decoding;

namespace HwAgent.Cli.Generation;

/// <summary>The answer of <c>hwagent generate --json</c>.</summary>
internal sealed record GenerationReport
{
    public required string Model { get; init; }

    /// <summary><c>float32</c> or <c>integer</c>.</summary>
    public required string Arithmetic { get; init; }

    public required string Prompt { get; init; }

    /// <summary>Positions up to the end of the image: its rows and the text in front of it.</summary>
    public required int ImageTokens { get; init; }

    /// <summary>What the model wrote behind the prompt.</summary>
    public required string Text { get; init; }

    public required IReadOnlyList<int> Tokens { get; init; }

    public required GenerationStop Stop { get; init; }

    public required SamplingOptions Sampling { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>As given, or null.</summary>
    public required string? Draft { get; init; }

    public required GenerationStatistics Statistics { get; init; }

    /// <summary>Reading the prompt and deciding the first token.</summary>
    public required double FirstTokenSeconds { get; init; }

    /// <summary>All of it, loading the model left out.</summary>
    public required double Seconds { get; init; }

    /// <summary>Of the tokens behind the first one; null for a single token.</summary>
    public double? TokensPerSecond => Tokens.Count > 1 && Seconds > FirstTokenSeconds ? (Tokens.Count - 1) / (Seconds - FirstTokenSeconds) : null;

    /// <summary>For people, on standard error.</summary>
    public IEnumerable<string> Lines()
    {
        var rate = TokensPerSecond is { } perSecond ? Format($", then {perSecond:0.0} tokens/s") : "";
        var stop = Stop switch { GenerationStop.StopToken => "the model ended the text", GenerationStop.TokenLimit => "the limit of tokens", _ => "the context is full" };
        yield return Format($"{Arithmetic}: {Statistics.PromptTokens + ImageTokens} tokens read, first token after {FirstTokenSeconds:0.000} s{rate}; {Tokens.Count} tokens, {stop}");
        if (Draft is not null)
            yield return Format($"draft {Draft}: {Statistics.Accepted} of {Statistics.Examined} accepted ({100 * Statistics.AcceptanceRate:0.0} %), {Statistics.TokensPerTargetPass:0.00} tokens a pass, {Statistics.TargetPasses} passes");
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
