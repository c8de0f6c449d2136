using System.Text;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evaluation.Tests.Grading;

public sealed class RecordedSamplesTests
{
    [Theory]
    [InlineData("01 01 10", 0)]
    [InlineData("01 0x 10", 0)]
    [InlineData("x1 x1 10", 0)]
    [InlineData("0x 01 10", 1)]
    [InlineData("0z 01 10", 1)]
    [InlineData("11 01 10", 1)]
    public void Read_Sample_IsComparedAsTheTestbenchDoes(string line, int mismatches)
    {
        var recorded = Read(line);

        Assert.Equal((1, mismatches), (recorded.Samples, recorded.Mismatches));
        Assert.Equal(mismatches > 0, recorded.FirstMismatch is not null);
    }

    [Fact]
    public void Read_SamplesWithOtherAnswers_HaveTheSameStimulus()
    {
        Assert.Equal(Read("0 0 10", "1 1 00").Stimulus, Read("1 0 10", "x 1 00").Stimulus);
        Assert.NotEqual(Read("0 0 10", "1 1 00").Stimulus, Read("0 0 10", "1 1 10").Stimulus);
        Assert.NotEqual(Read("0 0 10", "1 1 00").Stimulus, Read("0 0 10", "1 x 00").Stimulus);
        Assert.NotEqual(Read("0 0 10", "1 1 00").Stimulus, Read("0 0 10").Stimulus);
    }

    [Fact]
    public void Read_TornLastLine_DoesNotCount() => Assert.Equal(1, RecordedSamples.Read(Encoding.ASCII.GetBytes("0 0 10\n1 1 0")).Samples);

    [Theory]
    [InlineData("0 0 1", "x x 1", true, false)]
    [InlineData("1 1 1", "x x 1", false, true)]
    [InlineData("x x 1", "z z 1", true, true)]
    [InlineData("0 0 1", "1 1 1", false, false)]
    public void Read_ReferenceThatAConstantMatches_SaysSo(string first, string second, bool zero, bool one)
    {
        var recorded = Read(first, second);

        Assert.Equal((zero, one), (recorded.ZeroPasses, recorded.OnePasses));
    }

    private static RecordedSamples Read(params string[] lines) => RecordedSamples.Read(Encoding.ASCII.GetBytes(string.Concat(lines.Select(static line => line + "\n"))));
}
