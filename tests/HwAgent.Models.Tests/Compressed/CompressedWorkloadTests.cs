using System.Text.RegularExpressions;
using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Compressed;

namespace HwAgent.Models.Tests.Compressed;

/// <summary>The workload of a compressed folder has the shapes and the widths of its matrices, all of them and no others.</summary>
public class CompressedWorkloadTests
{
    [Fact]
    public void Read_Pair_HasEveryWeightAtItsWidth()
    {
        using var folder = new TemporaryFolder();
        CompressedFolder.Write(folder.File("a"), SmallPair.Model, []);
        var read = CompressedWorkload.Read(folder.File("a"));

        var workload = WorkloadBuilder.Build(read.Config, new WorkloadOptions());
        CheckWidths(read, workload, SmallPair.Model.Vision!.Pair.Matrices);
        // The first block of the encoder lost a head of four and 16 of 48 channels.
        Assert.Equal(32, workload.Operators.Single(o => o.Name == "vision.block0.fc1").Gemm!.Value.N);
        Assert.Equal(48, workload.Operators.Single(o => o.Name == "vision.block1.fc1").Gemm!.Value.N);
        Assert.Equal(24, workload.Operators.Single(o => o.Name == "vision.block0.attn.qkv").Gemm!.Value.N);
    }

    [Fact]
    public void Read_Decoder_HasEveryWeightAtItsWidth()
    {
        using var folder = new TemporaryFolder();
        var model = SmallCompressed.Create();
        CompressedFolder.Write(folder.File("a"), model, []);
        var read = CompressedWorkload.Read(folder.File("a"));

        CheckWidths(read, WorkloadBuilder.Build(read.Config, new WorkloadOptions(SequenceLength: 4)), model.Weights.Matrices);
        Assert.Equal([new WeightStripe(4, 3), new WeightStripe(4, 2)], read.Widths["decoder.block0.attn.kv"]);
        Assert.Equal([new WeightStripe(32, 2), new WeightStripe(1, 8)], read.Widths["decoder.block0.gate"]);
    }

    [Theory]
    [InlineData("\"outputs\": 40", "\"outputs\": 41", "Head")]
    [InlineData("\"0.Down\"", "\"0.Downs\"", "0.Down")]
    [InlineData("\"inputs\": 33", "\"inputs\": 34", "0.Down")]
    [InlineData("\"layers\": 1", "\"layers\": 100", "layers")]
    public void Read_DamagedManifest_SaysWhat(string from, string to, string expected)
    {
        using var folder = new TemporaryFolder();
        CompressedFolder.Write(folder.File("a"), SmallCompressed.Create(), []);
        var file = Path.Combine(folder.File("a"), CompressedFolder.ManifestName);
        var text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, new Regex(Regex.Escape(from)).Replace(text, to, 1));

        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => CompressedWorkload.Read(folder.File("a"))).Message, StringComparison.Ordinal);
    }

    /// <summary>Weight bits by operator add up to those of the model's matrices; an embedding is looked up and is no operator with widths.</summary>
    private static void CheckWidths(CompressedWorkload read, Workload workload, IEnumerable<KeyValuePair<WeightMatrix, QuantisedLinear>> matrices)
    {
        var products = workload.Operators.Where(o => o.Kind == OperatorKind.Gemm).ToArray();
        Assert.Equal(products.Select(o => o.Name).Order(StringComparer.Ordinal), read.Widths.Keys.Order(StringComparer.Ordinal));
        foreach (var op in products) Assert.Equal(op.Gemm!.Value.N * op.Repeats, read.Widths[op.Name].Sum(s => s.Columns));
        Assert.Equal(
            matrices.Where(m => m.Key.Kind != DecoderModule.Embedding || m.Key.Component == ModelComponent.VisionEncoder).Sum(m => m.Value.RowBits.Sum(bits => (long)bits) * m.Value.Inputs),
            products.Sum(op => op.Gemm!.Value.K * read.Widths[op.Name].Sum(s => s.Columns * s.Bits)));
    }
}
