using System.Text.RegularExpressions;
using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Models.Compressed;
using HwAgent.Models.Inspection;
using HwAgent.Models.Runtime;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Tests.Compressed;

/// <summary>A compressed vision-language pair on disk.</summary>
public sealed partial class CompressedPairTests
{
    private static readonly CompressedModel Model = SmallPair.Model;

    [Fact]
    public void Read_WrittenPair_GivesTheSamePairAndBytes()
    {
        using var folder = new TemporaryFolder();
        CompressedFolder.Write(folder.File("a"), Model, []);
        var found = CompressedFolder.Read(folder.File("a"));
        CompressedFolder.Write(folder.File("b"), found, []);

        Assert.Equal(Model.Vision!.Pair.Matrices.Count, found.Vision!.Pair.Matrices.Count);
        foreach (var (matrix, expected) in Model.Vision.Pair.Matrices)
        {
            var actual = found.Vision.Pair.Matrices[matrix];
            Assert.Equal(expected.Values, actual.Values);
            Assert.Equal(expected.RowBits, actual.RowBits);
            Assert.Equal(expected.RowScales, actual.RowScales);
            Assert.Equal(expected.GroupScales, actual.GroupScales);
            Assert.Equal(expected.Bias, actual.Bias);
        }

        foreach (var file in Directory.GetFiles(folder.File("a"))) Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.File("b"), Path.GetFileName(file))));
        using var workers = new IntegerWorkers(1);
        var image = new SeededWeights(9).Normal(3 * 16 * 16, 1);
        Assert.Equal(
            new ReferenceVisionLanguage(Model.Vision.Pair.ToFloat()).EmbedImage(image, VisualBudget.Full), new ReferenceVisionLanguage(found.Vision.Pair.ToFloat()).EmbedImage(image, VisualBudget.Full));
        Assert.Equal(
            Model.Vision.Compile(Model.Compile(workers).ResidualSteps, workers).EmbedImage(image, VisualBudget.Full), found.Vision.Compile(found.Compile(workers).ResidualSteps, workers).EmbedImage(image, VisualBudget.Full));
        Assert.Equal(24, found.Vision.Pair.Skeleton.Vision.Blocks[0].Query.Outputs);
        Assert.Equal(32, found.Vision.Pair.Skeleton.Vision.Blocks[0].Intermediate);
    }

    /// <summary>The file holds what the cost model counts, and nothing of what nobody reads.</summary>
    [Fact]
    public void Write_Weights_TakeTheBytesThatTheCostSays()
    {
        using var folder = new TemporaryFolder();
        CompressedFolder.Write(folder.File("a"), Model, []);
        using var tensors = SafetensorsFile.Open(folder.File("a/weights.safetensors"));
        Assert.Equal(Model.Vision!.Pair.Cost(new ByteCost(32)), tensors.Tensors.Values.Where(tensor => WeightTensor().IsMatch(tensor.Name)).Sum(tensor => tensor.Bytes));
        Assert.DoesNotContain(tensors.Tensors.Keys, name => name.StartsWith("vision.2.", StringComparison.Ordinal));
        Assert.True(CompressedFolder.IsPair(folder.File("a")) && TextModel.IsPair(folder.File("a")));
    }

    [Fact]
    public void Inspect_Pair_ListsBothTowers()
    {
        using var folder = new TemporaryFolder();
        CompressedFolder.Write(folder.File("a"), Model, []);
        var found = ModelInspector.Inspect(folder.File("a"));
        Assert.Equal("llava", found.Architecture);
        Assert.Equal((2, 2, 16), (found.Sizes["layers"], found.Sizes["visionLayers"], found.Sizes["imageTokens"]));
        Assert.Contains(found.Tensors, tensor => tensor.Name == "projector.input_scale");
        Assert.Equal(Model.Vision!.Pair.WeightCount, found.TensorTypes.Where(share => share.Type.EndsWith("-bit", StringComparison.Ordinal)).Sum(share => share.Parameters));
    }

    [Theory]
    [InlineData("compressed.json", "\"patchSize\": 4", "\"patchSize\": 0", "patchSize")]
    [InlineData("compressed.json", "\"patchSize\": 4", "\"patchSize\": 8", "vision.Embedding")]
    [InlineData("compressed.json", "\"imageSize\": 16", "\"imageSize\": 2000000000", "imageSize")]
    [InlineData("compressed.json", "\"imageSize\": 16", "\"imageSize\": 20", "vision.positions")]
    [InlineData("compressed.json", "\"extraTokens\": 1", "\"extraTokens\": -1", "extraTokens")]
    [InlineData("compressed.json", "\"projectorLayers\": 2", "\"projectorLayers\": 3", "projector.2.Up")]
    [InlineData("compressed.json", "\"projectorLayers\": 2", "\"projectorLayers\": 1", "projector.1.Up")]
    [InlineData("compressed.json", "\"activation\": \"quick_gelu\"", "\"activation\": \"sigmoid\"", "sigmoid")]
    [InlineData("compressed.json", "\"projectorActivation\": \"gelu\"", "\"projectorActivation\": null", "projectorActivation")]
    [InlineData("plan.yaml", "component: vision_encoder", "component: eyes", "vision_encoder")]
    [InlineData("plan.yaml", "keep:", "keep:\n  - {component: projector, block: 0, head_groups: [0], channels: [0]}", "not pruned")]
    public void Read_DamagedText_SaysWhat(string file, string from, string to, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a");
        CompressedFolder.Write(path, Model, []);
        var text = File.ReadAllText(Path.Combine(path, file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(path, file), new Regex(Regex.Escape(from)).Replace(text, to, 1));
        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => CompressedFolder.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfPair_ReadsBackAsItWasWritten()
    {
        var text = PlanFile.Render(Model.Plan);
        Assert.Equal(text, PlanFile.Render(PlanFile.Parse(text, "plan.yaml")));
        Assert.Contains("{component: vision_encoder, block: 0, head_groups: [0, 2, 3]", text, StringComparison.Ordinal);
        Assert.Contains("{component: projector, block: 1, module: gate_up", text, StringComparison.Ordinal);
        var encoderAlone = PlanFile.Parse("format: hwagent-compression-plan/1\ndefault_bits: 8\nkeep:\n  - {component: vision_encoder, block: 1, head_groups: [0], channels: [0]}\n", "plan.yaml");
        Assert.Null(encoderAlone.Kept);
        Assert.Equal([1], encoderAlone.KeptVision!.Blocks);
    }

    [GeneratedRegex(@"\.(weight|scale|group)$")]
    private static partial Regex WeightTensor();
}
