using System.Text;
using HwAgent.Evaluation.SelfChecking;

namespace HwAgent.Evaluation.Tests.SelfChecking;

/// <summary>What a recorder's file says of an answer.</summary>
public sealed class ObservedSamplesTests
{
    [Fact]
    public void Read_Difference_IsCountedAndShown()
    {
        var samples = Read("01,1 01,1 0,11", "01,0 01,1 1,11", "11,1 01,1 0,11");
        Assert.Equal((3, 2), (samples.Samples, samples.Mismatches));
        Assert.Equal("sample 2: expected 01,1, got 01,0, inputs 1,11", samples.FirstMismatch);
    }

    [Fact]
    public void Read_UnknownInput_CountsNothing()
    {
        var samples = Read("0 1 x", "0 1 z", "1 1 1");
        Assert.Equal((1, 0), (samples.Samples, samples.Mismatches));
    }

    [Fact]
    public void Read_UnknownInVerified_MayBeAnything() => Assert.Equal(0, Read("01 xz 0", "11 zx 1").Mismatches);

    [Fact]
    public void Read_UnknownInAnswer_IsADifferenceOnceItHasBeenKnown()
    {
        Assert.Equal(0, Read("x 0 0", "x 1 1", "1 1 0").Mismatches);
        Assert.Equal(1, Read("0 0 0", "x 1 1", "1 1 0").Mismatches);
    }

    [Fact]
    public void Read_OutputThatNeverChanges_IsDeadWhereTheVerifiedOneIsNot()
    {
        Assert.Equal([1], Read("0,0,0 0,0,0 0", "1,0,0 1,1,0 1").Dead);
        Assert.Equal([0], Read("z 0 0", "z 1 1").Dead);
        Assert.Empty(Read("x 0 0", "0 1 1", "1 1 0").Dead);
    }

    [Fact]
    public void Read_Stimulus_DependsOnInputsAlone()
    {
        Assert.Equal(Read("0 0 01", "0 0 10").Stimulus, Read("1 1 01", "0 1 10").Stimulus);
        Assert.NotEqual(Read("0 0 01", "0 0 10").Stimulus, Read("0 0 01", "0 0 11").Stimulus);
        Assert.NotEqual(Read("0 0 01").Stimulus, Read("0 0 01", "0 0 01").Stimulus);
    }

    [Fact]
    public void Read_TornLine_IsLeftOut() => Assert.Equal(1, Read("0 0 1", "0 0").Samples);

    private static ObservedSamples Read(params string[] lines) => ObservedSamples.Read(Encoding.ASCII.GetBytes(string.Join('\n', lines) + '\n'));
}
