using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Tests.Mapping;

public class MappingValidationTests
{
    private static readonly AcceleratorParameters Hardware = new();

    private static readonly GemmTask Task = new("t", new LayerShape(64, 64, 256), 8);

    private static readonly GemmMapping Mapping = new(32, 32, 128, BlockOrder.RowsOuter);

    [Fact]
    public void Validate_GoodMapping_FindsNothing() => Assert.Empty(MappingValidation.Validate(Hardware, Task, Mapping));

    [Theory]
    [InlineData(32, 24, 128, "mapping.block-columns")]
    [InlineData(32, 32, 100, "mapping.block-depth")]
    [InlineData(0, 32, 128, "mapping.block")]
    [InlineData(64, 64, 256, null)]
    public void Validate_Block_FollowsTheRules(int rows, int columns, int depth, string? code) =>
        Assert.Equal(code, MappingValidation.Validate(Hardware, Task, new GemmMapping(rows, columns, depth, BlockOrder.RowsOuter)).Select(d => d.Code).FirstOrDefault());

    [Fact]
    public void Validate_MissingOptions_AreNamed()
    {
        var plain = Hardware with { HasTable = false, HasResidual = false };
        Assert.Equal(["mapping.weight-bits", "mapping.table", "mapping.residual"],
            MappingValidation.Validate(plain, Task with { WeightBits = 4, Activate = true, Residual = true }, Mapping).Select(d => d.Code));
    }

    /// <summary>Lengths of loads have 16 bits, strides 24.</summary>
    [Theory]
    [InlineData(64, 256, 4095, 64, 256, 4080, null)]
    [InlineData(64, 256, 4096, 64, 256, 4096, "beats of a weight load")]
    [InlineData(4, 1 << 28, 16, 4, 16, 16, "beats from one output row to the next")]
    [InlineData(4, (1 << 28) - 16, 16, 4, 16, 16, null)]
    public void Validate_LoadsAndStrides_FitTheirFields(int m, int n, int k, int rows, int columns, int depth, string? what)
    {
        // 16 columns of 8 bits on a bus of 128 bits: a beat a step.
        var roomy = Hardware with { ActivationWords = 16384, WeightWords = 1 << 20, OutputRows = 16384, AccumulatorRows = 16384, ParameterTiles = 255 };
        var found = MappingValidation.Validate(roomy, new GemmTask("t", new LayerShape(m, n, k), 8), new GemmMapping(rows, columns, depth, BlockOrder.RowsOuter));
        if (what is null)
        {
            Assert.Empty(found);
            return;
        }

        Assert.Equal("mapping.capacity", Assert.Single(found).Code);
        Assert.Contains(what, found[0].Message);
        Assert.Contains("(1 too many)", found[0].Message);
    }

    [Theory]
    [InlineData(15, "activation_words")]
    [InlineData(16, null)]
    public void Validate_ActivationWords_SaysHowManyAreMissing(int words, string? missing)
    {
        // 32 rows in 16 banks are 2 row tiles of 128 / 16 = 8 beats each: 16 words.
        var found = MappingValidation.Validate(Hardware with { ActivationWords = words }, Task, Mapping);
        if (missing is null) Assert.Empty(found);
        else Assert.Contains("16 of activation_words, there are 15 (1 too many)", Assert.Single(found).Message);
    }
}
