namespace HwAgent.Core.Cascades;

/// <summary>An answer under test, and its author for further questions; what those cost is on the stage's account.</summary>
public sealed class SelfTestSubject
{
    private readonly Func<string, CancellationToken, ValueTask<string>> _ask;

    internal SelfTestSubject(string prompt, string answer, int selfTests, Func<string, CancellationToken, ValueTask<string>> ask) =>
        (Prompt, Answer, SelfTests, _ask) = (prompt, answer, selfTests, ask);

    public string Prompt { get; }

    public string Answer { get; }

    /// <summary>l: tests that the model may write for it.</summary>
    public int SelfTests { get; }

    /// <summary>Asks the model that gave the answer, with a seed not used before.</summary>
    public ValueTask<string> AskAsync(string prompt, CancellationToken cancellation) => _ask(prompt, cancellation);
}
