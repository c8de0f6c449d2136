namespace HwAgent.Core.Cascades;

/// <summary>Asks the model again: the share of its answers, the one under test included, that say the same (self-consistency, arXiv 2203.11171).</summary>
/// <param name="samples">Further answers, at least 1.</param>
/// <param name="normalise">What counts as the same; null: equal but for white space at the ends and in runs.</param>
public sealed class AgreementSelfTest(int samples, Func<string, string>? normalise = null) : ISelfTest
{
    private readonly int _samples = samples >= 1 ? samples : throw new ArgumentOutOfRangeException(nameof(samples), samples, "Agreement needs at least one further answer.");

    public string Name => "agreement";

    public async ValueTask<SelfTestResult> RunAsync(SelfTestSubject subject, CancellationToken cancellation)
    {
        var own = Normalise(subject.Answer);
        var equal = 1;
        for (var i = 0; i < _samples; i++)
            if (Normalise(await subject.AskAsync(subject.Prompt, cancellation).ConfigureAwait(false)) == own) equal++;
        return new SelfTestResult(Name, (double)equal / (_samples + 1), $"{equal} of {_samples + 1} answers say the same");
    }

    private string Normalise(string text) =>
        normalise is null ? string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : normalise(text);
}
