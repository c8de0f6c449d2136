using HwAgent.Evaluation.SelfChecking;

namespace HwAgent.Evaluation.Tests.SelfChecking;

/// <summary>The words in which testbenches speak.</summary>
public sealed class PrintedVerdictTests
{
    [Theory]
    [InlineData("===========Your Design Passed===========")]
    [InlineData("=========== Your Design Passed ===========\n")]
    [InlineData("Starting ROM Testbench...\n=========== Your Design Passed ===========")]
    [InlineData("At time 40, clock =   9, red = 1\n===========Your Design Passed===========")]
    [InlineData("Passed!")]
    public void Read_SuccessAlone_Passes(string log) => Assert.True(PrintedVerdict.Read(log).Passed);

    [Theory]
    [InlineData("===========Error===========")]
    [InlineData("===========Failed===========          3")]
    [InlineData("=========== Test completed with           3/20 failures ===========")]
    [InlineData("Test completed with           1 errors.")]
    // Some testbenches report each failure and print the banner of success all the same.
    [InlineData("Failed at i= 2, out=00000001, expected=00000010\n=========== Your Design Passed ===========")]
    [InlineData("Test failed: A = 1, B = 2\n=========== Your Design Passed ===========")]
    [InlineData("Error: More than 8 consecutive ones detected at time 45")]
    [InlineData("")]
    [InlineData("pass_request = 1")]
    public void Read_FailureOrNothing_DoesNotPass(string log) => Assert.False(PrintedVerdict.Read(log).Passed);

    [Fact]
    public void Read_Failures_KeepsTheFirst()
    {
        var verdict = PrintedVerdict.Read("Failed at 1\nFailed at 2\n===Your Design Passed===\n");
        Assert.Equal((1, 2, "Failed at 1"), (verdict.Successes, verdict.Failures, verdict.FirstFailure));
    }
}
