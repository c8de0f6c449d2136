namespace HwAgent.Core.Cascades;

/// <summary>A cheap look at an answer that knows no right one: does it parse, compile, agree with the model's other answers?</summary>
public interface ISelfTest
{
    /// <summary>For the evidence.</summary>
    string Name { get; }

    ValueTask<SelfTestResult> RunAsync(SelfTestSubject subject, CancellationToken cancellation);
}
