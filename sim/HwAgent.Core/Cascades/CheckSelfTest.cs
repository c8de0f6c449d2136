namespace HwAgent.Core.Cascades;

/// <summary>A check that the caller supplies: a compiler, a linter, a command.</summary>
/// <param name="name">For the evidence.</param>
/// <param name="check">Judges an answer: whether it passes, and why.</param>
public sealed class CheckSelfTest(string name, Func<string, CancellationToken, ValueTask<(bool Passes, string Evidence)>> check) : ISelfTest
{
    public string Name => name;

    public async ValueTask<SelfTestResult> RunAsync(SelfTestSubject subject, CancellationToken cancellation)
    {
        var (passes, evidence) = await check(subject.Answer, cancellation).ConfigureAwait(false);
        return new SelfTestResult(name, passes ? 1 : 0, evidence);
    }
}
