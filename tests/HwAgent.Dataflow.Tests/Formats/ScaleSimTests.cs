using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Formats.ScaleSim;

namespace HwAgent.Dataflow.Tests.Formats;

public class ScaleSimTests
{
    /// <summary>Cycles that SCALE-Sim v2 (22f88b1) printed for these files: shared/reference/mappers.md, last column of the table.</summary>
    [Theory]
    [InlineData("ws", 197, 768, 768, 559_871)]
    [InlineData("os", 197, 768, 768, 497_951)]
    [InlineData("ws", 1, 4096, 4096, 3_080_191)]
    [InlineData("os", 1, 4096, 4096, 1_056_255)]
    public void StallFreeCycles_MeasuredCases_AreExact(string dataflow, long m, long k, long n, long cycles)
    {
        var config = ScaleSimConfigReader.Read(FormatFiles.ReadPeer($"scalesim/arch_16_{dataflow}_CALC.cfg"), "c.cfg");

        Assert.Empty(FormatFiles.Errors(config.Diagnostics));
        Assert.Equal(cycles, ScaleSimTiming.StallFreeCycles(config.Value!, m, n, k));
    }

    /// <summary>The table gives these in millions with one decimal.</summary>
    [Theory]
    [InlineData("ws", 368.8)]
    [InlineData("os", 363.4)]
    public void StallFreeCycles_MeasuredPrefill_AreThoseOfTheTable(string dataflow, double millions)
    {
        var config = ScaleSimConfigReader.Read(FormatFiles.ReadPeer($"scalesim/arch_16_{dataflow}_USER.cfg"), "c.cfg").Value!;

        Assert.Equal(millions, Math.Round(ScaleSimTiming.StallFreeCycles(config, 2048, 11008, 4096) / 1e6, 1));
    }

    /// <summary>Input stationary is weight stationary with the operands exchanged: C^T = B^T * A^T.</summary>
    [Fact]
    public void StallFreeCycles_InputStationary_IsWeightStationaryOfTheTransposedProduct()
    {
        var weight = new ScaleSimConfig("w", 8, 32, ScaleSimDataflow.WeightStationary, 64, 64, 64, 16);

        Assert.Equal(ScaleSimTiming.StallFreeCycles(weight, 50, 70, 90), ScaleSimTiming.StallFreeCycles(weight with { Dataflow = ScaleSimDataflow.InputStationary }, 70, 50, 90));
    }

    [Fact]
    public void Read_Config_KeepsWhatCounts()
    {
        var config = ScaleSimConfigReader.Read(FormatFiles.ReadPeer("scalesim/v3_16_ws_USER.cfg"), "c.cfg").Value;

        Assert.Equal(new ScaleSimConfig("v3_16_ws", 16, 16, ScaleSimDataflow.WeightStationary, 64, 64, 128, 16), config);
    }

    [Theory]
    [InlineData("Dataflow : ws", "Dataflow : wt", "c.cfg:14:1: error [format not-allowed]: Dataflow: 'wt' is not known -> did you mean 'ws'? allowed: ws, os, is")]
    [InlineData("ArrayHeight:    16", "ArrayHeight:    0", "c.cfg:5:1: error [format out-of-range]: ArrayHeight: '0' is not an integer from 1 to 1048576 -> give an integer from 1 to 1048576")]
    [InlineData("ArrayWidth:     16\n", "", "c.cfg:1:1: error [format missing-key]: 'ArrayWidth' is missing -> add ArrayWidth: NUMBER")]
    [InlineData("SparsitySupport : false", "SparsitySupport : true", "c.cfg:30:1: error [format unsupported]: SparsitySupport: sparse operands are not supported -> give false")]
    [InlineData("BlockSize : 8", "BlockSize 8", "c.cfg:33:1: error [format syntax]: 'BlockSize 8' is neither a section nor KEY: VALUE -> give KEY: VALUE")]
    public void Read_WrongConfig_IsNamed(string valid, string invalid, string message)
    {
        var text = FormatFiles.ReadPeer("scalesim/v3_16_ws_USER.cfg").Replace(valid, invalid, StringComparison.Ordinal);

        Assert.Equal([message], ScaleSimConfigReader.Read(text, "c.cfg").Diagnostics.Select(d => d.ToString()));
    }

    [Fact]
    public void Read_LayerList_GivesEachProduct()
    {
        var result = ProblemReader.Read("Layer,M,N,K,\nq_proj, 197, 768, 768,\n\nhead,1,4096,64\n", "t.csv");

        Assert.Empty(result.Diagnostics);
        Assert.Equal([("q_proj", 197L * 768 * 768), ("head", 4096L * 64)], result.Value!.Select(p => (p.Name, p.Macs)));
    }

    [Theory]
    [InlineData("Layer name, IFMAP Height, IFMAP Width,\nconv,3,3,", "t.csv:1:1: error [format unsupported]: the columns are neither Layer,M,N,K nor those of a convolution -> give the header Layer,M,N,K, or Layer name,IFMAP height,IFMAP width,filter height,filter width,channels,number of filters,strides,")]
    [InlineData("Layer,M,N,K,\n", "t.csv:1:1: error [format missing-key]: there are no layers -> add lines NAME,M,N,K,")]
    [InlineData("Layer,M,N,K,\na,1,x,3,", "t.csv:2:5: error [format out-of-range]: 'x' is not an integer from 1 to 1099511627776 -> give a positive integer")]
    [InlineData("Layer,M,N,K,\na,1,2,3,4:8,", "t.csv:2:1: error [format unsupported]: 6 cells are not NAME,M,N,K -> give a name and 3 sizes; sparse layers are not supported")]
    public void Read_WrongLayerList_IsNamed(string text, string message) => Assert.Equal([message], ProblemReader.Read(text, "t.csv").Diagnostics.Select(d => d.ToString()));
}
