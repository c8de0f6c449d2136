using System.Text.RegularExpressions;
using HwAgent.Core.Compression;
using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Models;
using HwAgent.Models.Compressed;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Tests.Compressed;

public sealed partial class CompressedFolderTests
{
    /// <summary>Rows of three widths in one matrix, pruned blocks of different shapes, biases from the compensation.</summary>
    private static readonly CompressedModel Mixed = Create();

    [Fact]
    public void Read_WrittenFolder_GivesTheSameModelAndBytes()
    {
        using var folder = new TemporaryFolder();
        CompressedFolder.Write(folder.File("a"), Mixed, [("tok512.bin", [1, 2, 3])]);
        var found = CompressedFolder.Read(folder.File("a"));
        CompressedFolder.Write(folder.File("b"), found, [("tok512.bin", [1, 2, 3])]);

        foreach (var (matrix, expected) in Mixed.Weights.Matrices)
        {
            var actual = found.Weights.Matrices[matrix];
            Assert.Equal((expected.Outputs, expected.Inputs, expected.GroupSize), (actual.Outputs, actual.Inputs, actual.GroupSize));
            Assert.Equal(expected.Values, actual.Values);
            Assert.Equal(expected.RowBits, actual.RowBits);
            Assert.Equal(expected.RowScales, actual.RowScales);
            Assert.Equal(expected.GroupScales, actual.GroupScales);
            Assert.Equal(expected.Bias, actual.Bias);
        }

        Assert.Equal(StoriesModel.Logits(Mixed.Weights.ToFloat()), StoriesModel.Logits(found.Weights.ToFloat()));
        Assert.Equal(StoriesModel.Logits(Mixed.Weights.ToFloat()), StoriesModel.Logits(ModelFolder.Load(folder.File("a"))));
        foreach (var file in Directory.GetFiles(folder.File("a"))) Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.File("b"), Path.GetFileName(file))));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    /// <summary>The file holds what the cost model counts, norms and biases and the header aside.</summary>
    [Fact]
    public void Write_Weights_TakeTheBytesThatTheCostSays()
    {
        using var folder = new TemporaryFolder();
        CompressedFolder.Write(folder.File("a"), Mixed, []);
        using var tensors = SafetensorsFile.Open(folder.File("a/weights.safetensors"));
        var bytes = tensors.Tensors.Values.Where(tensor => WeightTensor().IsMatch(tensor.Name)).Sum(tensor => tensor.Bytes);
        Assert.Equal(Mixed.Weights.Cost(new ByteCost(32)), bytes);
    }

    [Fact]
    public void Write_FolderThatExists_IsRefusedAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kept.txt", "text");
        Assert.Contains("exists", Assert.Throws<IOException>(() => CompressedFolder.Write(folder.Path, Mixed, [])).Message, StringComparison.Ordinal);
        Assert.Equal(["kept.txt"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("compressed.json", "\"bits\": 8", "\"bits\": 9", "bits")]
    [InlineData("compressed.json", "\"outputs\": 512", "\"outputs\": 511", "widths")]
    [InlineData("compressed.json", "\"inputs\": 64", "\"inputs\": 64000000", "bytes")]
    [InlineData("compressed.json", "\"layers\": 4", "\"layers\": 400000000", "blocks")]
    [InlineData("compressed.json", "\"layers\": 4", "\"layers\": -1", "layers")]
    [InlineData("compressed.json", "\"headSize\": 8", "\"headSize\": 16", "heads")]
    [InlineData("compressed.json", "\"normEpsilon\"", "\"epsilon\"", "epsilon")]
    [InlineData("compressed.json", "{", "[", "")]
    [InlineData("compressed.json", "hwagent-compressed-model/1", "hwagent-compressed-model/2", "format")]
    [InlineData("plan.yaml", "bits: 3", "bits: three", "line")]
    [InlineData("plan.yaml", "module: gate_up", "module: gates", "gate_up")]
    [InlineData("plan.yaml", "group_size: 32", "group_size: 32\ngroup_size: 32", "line")]
    [InlineData("plan.yaml", "group_size: 32", "group_sise: 32", "line")]
    public void Read_DamagedText_SaysWhat(string file, string from, string to, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a");
        CompressedFolder.Write(path, Mixed, []);
        var text = File.ReadAllText(Path.Combine(path, file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(path, file), new Regex(Regex.Escape(from)).Replace(text, to, 1));
        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => CompressedFolder.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compressed.json")]
    [InlineData("weights.safetensors")]
    [InlineData("plan.yaml")]
    public void Read_MissingFile_NamesIt(string file)
    {
        using var folder = new TemporaryFolder();
        CompressedFolder.Write(folder.File("a"), Mixed, []);
        File.Delete(Path.Combine(folder.File("a"), file));
        Assert.Contains(file, Assert.Throws<InvalidModelException>(() => CompressedFolder.Read(folder.File("a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfTheFolder_LeadsToTheSameWidths()
    {
        var parsed = PlanFile.Parse(PlanFile.Render(Mixed.Plan), "plan.yaml");
        Assert.Equal(PlanFile.Render(Mixed.Plan), PlanFile.Render(parsed));
        var pruned = StructuralPruner.Apply(CompressedStories.Model, parsed.Kept!, null);
        var candidates = QuantisationCandidates.Create(pruned, CompressedStories.Calibration, new CompressionSettings(), cancellation: TestContext.Current.CancellationToken);
        var again = MixedModel.Assemble(pruned, candidates, parsed.Resolve(pruned));
        foreach (var (matrix, linear) in Mixed.Weights.Matrices) Assert.Equal(linear.RowBits, again.Matrices[matrix].RowBits);
    }

    [Theory]
    [InlineData("- {block: 9, module: down, bits: 4}", "no Down in block 9")]
    [InlineData("- {block: 0, module: down, first_row: 32, rows: 33, bits: 4}", "rows from 32")]
    [InlineData("- {block: 0, module: down, first_row: 16, bits: 4}", "multiples of 32")]
    [InlineData("- {block: 0, module: down, bits: 5}", "5 bits")]
    [InlineData("- {block: 0, module: down, bits: 4}", "has no width")]
    public void Resolve_PlanThatDoesNotFit_SaysWhichUnit(string unit, string expected)
    {
        var plan = PlanFile.Parse($"format: hwagent-compression-plan/1\nunits:\n  {unit}\n", "plan.yaml");
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => plan.Resolve(CompressedStories.Model)).Message, StringComparison.Ordinal);
    }

    private static CompressedModel Create()
    {
        var statistics = PruningStatistics.Collect(CompressedStories.Model, CompressedStories.Calibration);
        var plan = StructuralPruner.Select(CompressedStories.Model, StructureScores.Of(CompressedStories.Model, statistics, 4, new ByteCost(32)), 0.3).WithoutBlocks([2]);
        var pruned = StructuralPruner.Apply(CompressedStories.Model, plan, statistics);
        var settings = new CompressionSettings { ChannelGroupRows = 32 };
        var candidates = QuantisationCandidates.Create(pruned, CompressedStories.Calibration, settings, cancellation: CancellationToken.None);
        int[] widths = [3, 8, 4, 2, 8];
        (CompressionUnit, int)[] units = [.. UnitPartition.ChannelGroups(pruned, 32).Select((unit, i) => (unit, widths[i % 5]))];
        return CompressedStories.Compress(MixedModel.Assemble(pruned, candidates, units), CompressionPlan.From(settings, units, plan));
    }

    [GeneratedRegex(@"\.(weight|scale|group)$")]
    private static partial Regex WeightTensor();
}
