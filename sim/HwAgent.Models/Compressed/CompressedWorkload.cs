using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Compressed;

/// <summary>The shapes that pruning left of a compressed model and the widths of its weights, by the operators of its workload.</summary>
/// <param name="Config">The model; its blocks one by one.</param>
/// <param name="Widths">By operator: its columns in order.</param>
public sealed record CompressedWorkload(TransformerConfig Config, IReadOnlyDictionary<string, IReadOnlyList<WeightStripe>> Widths)
{
    /// <summary>Reads them from a folder of <c>hwagent compress</c>. Its weights stay where they are.</summary>
    /// <exception cref="InvalidModelException">The manifest is damaged, or its matrices do not fit each other.</exception>
    public static CompressedWorkload Read(string folder)
    {
        var file = Path.Combine(folder, CompressedFolder.ManifestName);
        var manifest = CompressedFolder.ReadManifest(file);
        var matrices = new Dictionary<string, ManifestMatrix>(StringComparer.Ordinal);
        foreach (var matrix in manifest.Matrices)
        {
            if (matrix.Outputs < 1 || matrix.Inputs < 1 || matrix.Widths.Any(run => run.Rows < 1 || run.Bits is not (2 or 3 or 4 or 8)) || matrix.Widths.Sum(run => (long)run.Rows) != matrix.Outputs)
                throw Wrong(file, matrix.Name, $"{matrix.Outputs} x {matrix.Inputs} with these widths is no matrix");
            if (!matrices.TryAdd(matrix.Name, matrix)) throw Wrong(file, matrix.Name, "is listed twice");
        }

        var reading = new Reading(file, matrices);
        var decoder = reading.Decoder(manifest.Config);
        return new CompressedWorkload(manifest.Vision is { } vision ? reading.Pair(vision, decoder) : decoder, reading.Widths);
    }

    private static InvalidModelException Wrong(string file, string field, string problem) => new(file, field, problem, "compress the model again");

    /// <summary>One reading: matrices by name, and the widths that were found so far.</summary>
    private sealed class Reading(string file, IReadOnlyDictionary<string, ManifestMatrix> matrices)
    {
        private const string Vision = "vision.";

        public Dictionary<string, IReadOnlyList<WeightStripe>> Widths { get; } = new(StringComparer.Ordinal);

        public DecoderConfig Decoder(DecoderConfig config)
        {
            if (config.HeadSize < 1 || config.KeyValueHeads < 1 || config.Heads < 1 || config.Heads % config.KeyValueHeads != 0) throw Wrong(file, "config", $"{config.Heads} heads of {config.HeadSize} over {config.KeyValueHeads} key-value heads are no attention");
            Add("decoder.head", Take("Head", config.VocabularySize, config.HiddenSize));
            return config with { BlockShapes = Blocks("decoder", "", config.Layers, config.HiddenSize, config.HeadSize, config.Heads / config.KeyValueHeads, config.GatedMlp) };
        }

        public VisionLanguageConfig Pair(ManifestVision part, DecoderConfig decoder)
        {
            CompressedVisionShapes.Check(part, file);
            // Layers between the first and the last of a projector are one operator of the workload.
            if (part.ProjectorLayers > 3) throw Wrong(file, "vision.projectorLayers", $"projectors of {part.ProjectorLayers} layers are not mapped, 3 at most");
            var encoder = part.Encoder;
            Add("vision.patches", Take(Vision + "Embedding", encoder.HiddenSize, (long)encoder.Channels * encoder.PatchSize * encoder.PatchSize));
            for (var i = 0; i < part.ProjectorLayers; i++)
                Add(i == 0 ? "projector.fc1" : i == part.ProjectorLayers - 1 ? "projector.fc2" : "projector.middle", Take($"projector.{i}.Up", decoder.HiddenSize, i == 0 ? encoder.HiddenSize : decoder.HiddenSize));
            var blocks = Blocks("vision", Vision, encoder.Layers, encoder.HiddenSize, encoder.HiddenSize / encoder.Heads, group: 1, isGated: false);
            return (part with { Encoder = encoder with { BlockShapes = blocks } }).Pair(decoder);
        }

        private List<BlockShape> Blocks(string prefix, string component, int layers, int hidden, int headSize, int group, bool isGated)
        {
            if (layers < 1 || layers > matrices.Count) throw Wrong(file, "config", $"{layers} layers are not those of {matrices.Count} matrices");
            var shapes = new List<BlockShape>();
            for (var i = 0; i < layers; i++)
            {
                var (name, start) = ($"{prefix}.block{i}", $"{component}{i}.");
                var (keys, inner) = (Any(start + DecoderModule.Key).Outputs, Any(start + DecoderModule.Up).Outputs);
                if (keys % headSize != 0) throw Wrong(file, start + DecoderModule.Key, $"its {keys} rows are no whole heads of {headSize}");
                ManifestMatrix query = Take(start + DecoderModule.Query, (long)keys * group, hidden), key = Take(start + DecoderModule.Key, keys, hidden), value = Take(start + DecoderModule.Value, keys, hidden);
                if (group == 1) Add($"{name}.attn.qkv", query, key, value);
                else
                {
                    Add($"{name}.attn.q", query);
                    Add($"{name}.attn.kv", key, value);
                }

                Add($"{name}.attn.out", Take(start + DecoderModule.Output, hidden, (long)keys * group));
                if (isGated) Add($"{name}.gate", Take(start + DecoderModule.Gate, inner, hidden));
                Add($"{name}.{(isGated ? "up" : "fc1")}", Take(start + DecoderModule.Up, inner, hidden));
                Add($"{name}.{(isGated ? "down" : "fc2")}", Take(start + DecoderModule.Down, hidden, inner));
                shapes.Add(new BlockShape(keys / headSize, inner));
            }

            return shapes;
        }

        private ManifestMatrix Any(string name) => matrices.GetValueOrDefault(name) ?? throw Wrong(file, name, "is missing");

        private ManifestMatrix Take(string name, long outputs, long inputs)
        {
            var matrix = Any(name);
            return matrix.Outputs == outputs && matrix.Inputs == inputs ? matrix : throw Wrong(file, name, $"is {matrix.Outputs} x {matrix.Inputs} instead of {outputs} x {inputs}");
        }

        /// <summary>The rows of the matrices are the columns of the product, those of one after those of the other.</summary>
        private void Add(string name, params IReadOnlyList<ManifestMatrix> parts)
        {
            var stripes = new List<WeightStripe>();
            foreach (var run in parts.SelectMany(m => m.Widths))
            {
                if (stripes.Count > 0 && stripes[^1].Bits == run.Bits) stripes[^1] = stripes[^1] with { Columns = stripes[^1].Columns + run.Rows };
                else stripes.Add(new WeightStripe(run.Rows, run.Bits));
            }

            Widths.Add(name, stripes);
        }
    }
}
