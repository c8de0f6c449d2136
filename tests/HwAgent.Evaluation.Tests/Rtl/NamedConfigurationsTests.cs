using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Contracts;

namespace HwAgent.Evaluation.Tests.Rtl;

public sealed class NamedConfigurationsTests
{
    public static TheoryData<string> Names => [.. NamedConfigurations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void All_EveryConfiguration_IsInRange(string name) => Assert.Empty(AcceleratorParametersValidation.Validate(NamedConfigurations.Get(name)));

    [Fact]
    public void All_Configurations_CoverBothDataflowsEveryWidthAndOption()
    {
        var all = NamedConfigurations.All.Values.ToList();
        Assert.Equal(2, all.Select(p => p.Dataflow).Distinct().Count());
        Assert.Equal([2, 4, 8], all.Select(p => p.MaxWeightBits).Distinct().Order());
        Assert.Equal([64, 128], all.Select(p => p.BusBits).Distinct().Order());
        Assert.Equal(2, all.Select(p => p.HasTable).Distinct().Count());
        Assert.Equal(2, all.Select(p => p.HasResidual).Distinct().Count());
        Assert.Contains(all, p => p.MinWeightBits < p.MaxWeightBits);
    }

    [Fact]
    public void Get_UnknownName_NamesTheKnownOnes()
    {
        var error = Assert.Throws<ArgumentException>(() => NamedConfigurations.Get("tiny"));
        Assert.Contains("tiny-os", error.Message);
    }

    /// <summary>Each bound of each parameter, from just outside.</summary>
    [Theory]
    [InlineData("rows", 3)]
    [InlineData("rows", 129)]
    [InlineData("columns", 1)]
    [InlineData("columns", 129)]
    [InlineData("bus_bits", 32)]
    [InlineData("bus_bits", 256)]
    [InlineData("max_weight_bits", 3)]
    [InlineData("min_weight_bits", 1)]
    [InlineData("activation_words", 1)]
    [InlineData("activation_words", 16385)]
    [InlineData("weight_words", 1)]
    [InlineData("accumulator_rows", 3)]
    [InlineData("output_rows", 3)]
    [InlineData("parameter_tiles", 0)]
    [InlineData("parameter_tiles", 256)]
    public void Validate_OutOfRange_NamesTheParameter(string key, int value)
    {
        var p = NamedConfigurations.Get("tiny-os");
        p = key switch
        {
            "rows" => p with { Rows = value },
            "columns" => p with { Columns = value },
            "bus_bits" => p with { BusBits = value },
            "max_weight_bits" => p with { MaxWeightBits = value },
            "min_weight_bits" => p with { MinWeightBits = value },
            "activation_words" => p with { ActivationWords = value },
            "weight_words" => p with { WeightWords = value },
            "accumulator_rows" => p with { AccumulatorRows = value },
            "output_rows" => p with { OutputRows = value },
            _ => p with { ParameterTiles = value },
        };

        Assert.Contains(AcceleratorParametersValidation.Validate(p), finding => finding.Code == "parameters." + key.Replace('_', '-'));
    }
}
