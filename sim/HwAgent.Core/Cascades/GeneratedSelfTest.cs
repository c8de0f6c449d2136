namespace HwAgent.Core.Cascades;

/// <summary>Has the model write tests for the prompt's task and runs them on its answer (CodeT, arXiv 2207.10397): the share that passes.</summary>
/// <param name="askForTest">From the prompt to the request for one test.</param>
/// <param name="run">Runs a written test on an answer; null where what the model wrote is no test.</param>
public sealed class GeneratedSelfTest(Func<string, string> askForTest, Func<string, string, CancellationToken, ValueTask<bool?>> run) : ISelfTest
{
    public string Name => "generated tests";

    public async ValueTask<SelfTestResult> RunAsync(SelfTestSubject subject, CancellationToken cancellation)
    {
        var (passed, usable) = (0, 0);
        for (var i = 0; i < subject.SelfTests; i++)
        {
            var test = await subject.AskAsync(askForTest(subject.Prompt), cancellation).ConfigureAwait(false);
            if (await run(subject.Answer, test, cancellation).ConfigureAwait(false) is not { } passes) continue;
            usable++;
            if (passes) passed++;
        }

        // A model that writes no usable test has nothing to show for its answer; one that was asked for none is not judged by them.
        var score = subject.SelfTests == 0 ? 1 : usable == 0 ? 0 : (double)passed / usable;
        return new SelfTestResult(Name, score, $"{passed} of {usable} usable tests pass, {subject.SelfTests} were asked for");
    }
}
