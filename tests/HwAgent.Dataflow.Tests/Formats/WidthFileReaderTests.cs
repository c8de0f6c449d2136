using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Fusion;

namespace HwAgent.Dataflow.Tests.Formats;

public class WidthFileReaderTests
{
    private const string File = "widths.yaml";

    [Fact]
    public void Read_EveryKey_IsWhatItSays()
    {
        var widths = WidthFileReader.Read("""
            weights: 4
            activations: 6
            residual: 12
            keys_and_values: 3
            partial_sums: 24
            operators:
              decoder.block.attn.*: 2
              decoder.block.attn.out: 8
            """, File, new WidthMap()).Value!;

        Assert.Equal((4, 6, 12, 3, 24), (widths.WeightBits, widths.ActivationBits, widths.ResidualBits, widths.KeyValueBits, widths.PartialBits));
        // The last pattern that matches counts.
        Assert.Equal([2, 8, 4], ((string[])["decoder.block.attn.qkv", "decoder.block.attn.out", "decoder.head"]).Select(widths.WeightBitsOf));
    }

    [Fact]
    public void Read_WhatIsLeftOut_StaysAsItWas()
    {
        var widths = WidthFileReader.Read("operators: {decoder.head: 8}", File, new WidthMap { WeightBits = 3, Rules = [new WidthRule("decoder.*", 2)] }).Value!;

        Assert.Equal([8, 2, 3], ((string[])["decoder.head", "decoder.block.down", "vision.patches"]).Select(widths.WeightBitsOf));
    }

    [Theory]
    [InlineData("weights: 17", ":1:10", "weights")]
    [InlineData("operators:\n  decoder.head: wide", ":2:", "decoder.head")]
    [InlineData("weigths: 4", ":1:1", "weights")]
    [InlineData("- 4", ":1:1", "no table of widths")]
    [InlineData("activations: 8\npartial_sums: 12", ":2:", "widen")]
    public void Read_WrongText_SaysWhereAndWhat(string text, string place, string expected)
    {
        var result = WidthFileReader.Read(text, File, new WidthMap());

        Assert.Null(result.Value);
        Assert.Contains(File + place, result.Diagnostics[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, result.Diagnostics[0].ToString(), StringComparison.Ordinal);
    }
}
