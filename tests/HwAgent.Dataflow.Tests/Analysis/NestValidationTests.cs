using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

public class NestValidationTests
{
    private static readonly Architecture Architecture = TestArrays.Architecture;
    private static readonly LoopNest Nest = TestArrays.Nest;

    [Fact]
    public void Validate_GoodNest_FindsNothing() => Assert.Empty(NestValidation.Validate(TestArrays.Problem, Architecture, Nest));

    [Fact]
    public void Validate_MissingLevel_NamesTheLevels() =>
        Expect("nest.levels", "DRAM, Buffer, Register", NestValidation.Validate(TestArrays.Problem, Architecture, new LoopNest([.. Nest.Levels.Take(2)])));

    [Theory]
    [InlineData(4, 1, "0 to 3: H, M, N, K")]
    [InlineData(-1, 1, "0 to 3: H, M, N, K")]
    [InlineData(1, 0, "at least 1")]
    public void Validate_BadLoop_SaysWhatMayBe(int dimension, long step, string advice) =>
        Expect("nest.loop", advice, Validate(0, Nest.Levels[0] with { Temporal = [new TemporalLoop(dimension, step)] }));

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void Validate_BadAxis_NamesTheAxes(int axis) =>
        Expect("nest.loop", "0 to 1: rows, columns", Validate(1, Nest.Levels[1] with { Spatial = [new SpatialLoop(3, 1, axis)] }));

    [Fact]
    public void Validate_ElementsLeft_NamesTheDimension() =>
        Expect("nest.coverage", "8 elements of M are left", Validate(2, Nest.Levels[2] with { Temporal = [] }));

    [Fact]
    public void Validate_TooManyInstances_GivesTheSmallestStep()
    {
        var found = Validate(1, Nest.Levels[1] with { Temporal = [new TemporalLoop(2, 4), new TemporalLoop(3, 10)], Spatial = [new SpatialLoop(3, 1, 0), new SpatialLoop(2, 1, 1)] });

        Expect("nest.fanout", "need 10 instances along rows, which has 4", found);
        Expect("nest.fanout", "smallest step of the loop over K that fits is 3 (now 1)", found);
    }

    [Fact]
    public void Validate_TwoLoopsOnOneAxis_CountsTheirProduct() =>
        Expect("nest.fanout", "need 16 instances along rows, which has 4", Validate(1, Nest.Levels[1] with { Spatial = [new SpatialLoop(3, 1, 0), new SpatialLoop(2, 1, 0)] }));

    [Theory]
    [InlineData(0, OperandSet.Input | OperandSet.Weight, "does not keep the Output operand")]
    [InlineData(2, OperandSet.All, "Register cannot keep the Input operand")]
    [InlineData(2, OperandSet.Output, "the Weight operand passes by Register, which must keep it")]
    public void Validate_BadKeeps_SaysWhich(int level, OperandSet keeps, string message) => Expect("nest.keep", message, Validate(level, Nest.Levels[level] with { Keeps = keeps }));

    /// <summary>Two buffers of 20x16 inputs, 16x24 weights and 20x24 outputs of one byte each: 2368 bytes; partial sums there are four times as wide.</summary>
    [Fact]
    public void Validate_TilesTooLarge_GivesTheLargestStepThatFits()
    {
        var nest = new LoopNest([Nest.Levels[0] with { Temporal = [] }, Nest.Levels[1] with { Temporal = [new TemporalLoop(1, 8), new TemporalLoop(2, 4), new TemporalLoop(3, 4)] }, Nest.Levels[2]]);
        var found = NestValidation.Validate(TestArrays.Problem, Architecture, nest);

        // 2 * (320 + 384 + 4 * 480) bytes are 5248, in 4096.
        Expect("nest.capacity", "the tiles of Buffer take 5248 B of 4 KiB: 1152 B too much (Inputs 640 B, Weights 768 B, Outputs 3840 B)", found);
        // M: 2 * (16 m + 384 + 96 m) <= 4096; N: 2 * (320 + 16 n + 80 n) <= 4096; K: 2 * (20 k + 24 k + 1920) <= 4096.
        Expect("nest.capacity", "M 14 (now 20, no loop outside cuts it), or N 18 (now 24, no loop outside cuts it), or K 2 (now 16, no loop outside cuts it)", found);
    }

    [Fact]
    public void Validate_AdvisedStep_FitsAndTheNextDoesNot()
    {
        var inner = Nest.Levels[1] with { Temporal = [new TemporalLoop(1, 8), new TemporalLoop(2, 4), new TemporalLoop(3, 4)] };

        Assert.Empty(NestValidation.Validate(TestArrays.Problem, Architecture, new LoopNest([new LevelNest([new TemporalLoop(1, 14)], []), inner, Nest.Levels[2]])));
        Expect("nest.capacity", "(now 15, from the loop of DRAM)", NestValidation.Validate(TestArrays.Problem, Architecture, new LoopNest([new LevelNest([new TemporalLoop(1, 15)], []), inner, Nest.Levels[2]])));
    }

    public static TheoryData<LevelConstraint, string> BrokenConstraints => new()
    {
        { new LevelConstraint("Cache"), "the level Cache, which array does not have" },
        { new LevelConstraint("Buffer") { TemporalFactors = new Dictionary<string, long> { ["N"] = 1 } }, "Buffer iterates 3 times over N" },
        { new LevelConstraint("Buffer") { TemporalFactors = new Dictionary<string, long> { ["M"] = 2 } }, "Buffer iterates 1 times over M" },
        { new LevelConstraint("Buffer") { Permutation = ["N"] }, "from the inside out are K, N" },
        { new LevelConstraint("Buffer") { AxisDimensions = new Dictionary<string, IReadOnlyList<string>> { ["rows"] = ["N", "M"] } }, "K is spread along rows" },
        { new LevelConstraint("Buffer") { SpatialFactors = new Dictionary<string, long> { ["K"] = 2 } }, "K is spread over 4 instances" },
        { new LevelConstraint("Buffer") { SpatialFactors = new Dictionary<string, long> { ["M"] = 2 } }, "M is spread over 1 instances" },
        { new LevelConstraint("Buffer") { LargestSpatialFactors = new Dictionary<string, long> { ["N"] = 3 } }, "N is spread over 4 instances" },
    };

    [Theory]
    [MemberData(nameof(BrokenConstraints), DisableDiscoveryEnumeration = true)]
    public void Validate_BrokenConstraint_SaysWhatIsAskedFor(LevelConstraint constraint, string message) =>
        Expect("nest.constraint", message, NestValidation.Validate(TestArrays.Problem, Architecture with { Constraints = new MappingConstraints([constraint]) }, Nest));

    [Fact]
    public void Validate_KeptConstraints_FindsNothing()
    {
        var constraint = new LevelConstraint("Buffer")
        {
            TemporalFactors = new Dictionary<string, long> { ["N"] = 3, ["M"] = 1, ["Z"] = 7 },
            Permutation = ["M", "K", "N"],
            AxisDimensions = new Dictionary<string, IReadOnlyList<string>> { ["rows"] = ["K"], ["columns"] = ["N"] },
            SpatialFactors = new Dictionary<string, long> { ["K"] = 4, ["H"] = 8 },
            LargestSpatialFactors = new Dictionary<string, long> { ["N"] = 4 },
        };

        Assert.Empty(NestValidation.Validate(TestArrays.Problem, Architecture with { Constraints = new MappingConstraints([constraint]) }, Nest));
    }

    private static IReadOnlyList<Diagnostic> Validate(int level, LevelNest loops) => NestValidation.Validate(TestArrays.Problem, Architecture, TestArrays.With(level, loops));

    private static void Expect(string code, string part, IReadOnlyList<Diagnostic> found) =>
        Assert.Contains(found, d => d.Code == code && d.Severity == DiagnosticSeverity.Error && d.ToString().Contains(part, StringComparison.Ordinal));
}
