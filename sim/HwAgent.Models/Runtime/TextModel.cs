using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Calibration;
using HwAgent.Core.Models;
using HwAgent.Core.Reference;
using HwAgent.Core.Workloads;
using HwAgent.Models.Compressed;
using HwAgent.Models.HuggingFace;
using HwAgent.Models.Tokenizing;
using HwAgent.Models.Vision;

namespace HwAgent.Models.Runtime;

/// <summary>A language model with its tokenizer, ready to run: in float32, or compiled to integers.</summary>
/// <param name="Path">Where it was read, as the user named it.</param>
/// <param name="Weights">In float32.</param>
/// <param name="Tokenizer">Its vocabulary.</param>
/// <param name="Model">What runs.</param>
public sealed record TextModel(string Path, DecoderWeights Weights, ModelTokenizer Tokenizer, ILanguageModel Model)
{
    /// <summary>What <c>hwagent compress</c> wrote: integer matrices with the scales to run them; null for a model as it was trained.</summary>
    public CompressedModel? Compressed { get; private init; }

    /// <summary>The pair whose decoder this is, or null for a model of text alone.</summary>
    public VisionLanguageWeights? Pair { get; private init; }

    /// <summary>Reads a model and its tokenizer, to be run in float32.</summary>
    /// <param name="path">As <see cref="ModelFolder.Load"/> and <see cref="ModelTokenizer.Load"/> take it, or the folder of a compressed model.</param>
    /// <exception cref="InvalidModelException">Something is missing, malformed, or does not fit the rest.</exception>
    /// <exception cref="InvalidConfigException">Its configuration is malformed or describes a model that is not supported.</exception>
    public static TextModel Load(string path)
    {
        if (CompressedFolder.IsOne(path))
        {
            var compressed = CompressedFolder.Read(path);
            return Create(path, compressed.Weights.ToFloat(), ModelTokenizer.Load(path)) with { Compressed = compressed };
        }

        if (!IsPair(path)) return Create(path, ModelFolder.Load(path), ModelTokenizer.Load(path));
        var pair = VisionFolder.ReadPair(path);
        return Create(path, pair.Decoder, ModelTokenizer.Load(path)) with { Pair = pair };
    }

    /// <summary>Weights that were read by other means, with their tokenizer.</summary>
    /// <exception cref="InvalidModelException">The vocabularies do not fit.</exception>
    public static TextModel Create(string path, DecoderWeights weights, ModelTokenizer tokenizer)
    {
        if (tokenizer.VocabularySize > weights.Config.VocabularySize)
            throw new InvalidModelException(path, "tokenizer", $"it has {tokenizer.VocabularySize} tokens, the model {weights.Config.VocabularySize}", "put the model's own tokenizer beside it");
        return new TextModel(path, weights, tokenizer, new ReferenceDecoder(weights));
    }

    /// <summary>Tokens at which a text ends: its end, or the beginning of the next one.</summary>
    public IReadOnlyList<int> StopTokens => Tokenizer.BeginId is { } begin ? [.. Tokenizer.EndIds.Append(begin).Distinct()] : Tokenizer.EndIds;

    /// <summary>Multiply-accumulates of the matrices for one token, attention's products with the cache left out.</summary>
    public long MacsPerToken => MacsOfFirstBlocks(Weights.Blocks.Count);

    /// <summary>As <see cref="MacsPerToken"/>, of the first blocks and the head: what an early exit takes.</summary>
    public long MacsOfFirstBlocks(int count) => Weights.Blocks.Take(count).Sum(block =>
        Macs(block.Query) + Macs(block.Key) + Macs(block.Value) + Macs(block.Output) + Macs(block.Gate) + Macs(block.Up) + Macs(block.Down)) + Macs(Weights.Head);

    /// <summary>Bytes of weights that one pass of what runs reads: the matrices of <see cref="MacsPerToken"/>, at the width at which they are held, scales left out.</summary>
    public long WeightBytesPerPass =>
        Model is not IntegerDecoder ? sizeof(float) * MacsPerToken
        : Compressed is null ? MacsPerToken
        : Compressed.Weights.Matrices.Where(entry => entry.Key.Kind != DecoderModule.Embedding).Sum(entry => entry.Value.RowBits.Sum(bits => (long)bits) * entry.Value.Inputs / 8);

    /// <summary>Compiles it to integers: 8-bit weights and activations, or the widths and scales of a compressed model.</summary>
    /// <param name="workers">The threads; they must outlive the model.</param>
    /// <param name="calibration">Sequences like those it will see; a compressed model needs none.</param>
    public TextModel ToInteger(IntegerWorkers workers, IEnumerable<TokenSequence> calibration)
    {
        if (Compressed is { } compressed) return this with { Model = compressed.Compile(workers) };
        var statistics = new ActivationStatistics(Weights);
        var observed = new ReferenceDecoder(Weights, statistics);
        foreach (var sequence in calibration)
        {
            using var session = observed.Start(sequence.Tokens.Count + (sequence.ImageRows?.Length ?? 0) / observed.HiddenSize);
            if (sequence.ImageRows is { } rows) session.AppendEmbeddings(rows);
            session.Append([.. sequence.Tokens], []);
        }

        return this with { Model = IntegerDecoder.Compile(Weights, statistics.Scales(new CalibrationOptions()), workers) };
    }

    /// <summary>Tokens of a text that may go on: with those that stand in front of every text, without those behind it.</summary>
    public IReadOnlyList<int> Encode(string text)
    {
        var (plain, whole) = (Tokenizer.Encode(text, addSpecial: false), Tokenizer.Encode(text));
        if (plain.Count == 0) return Tokenizer.BeginId is { } begin && whole.Contains(begin) ? [begin] : [];
        for (var start = 0; start + plain.Count <= whole.Count; start++)
            if (whole.Skip(start).Take(plain.Count).SequenceEqual(plain)) return [.. whole.Take(start + plain.Count)];
        return whole;
    }

    private static bool IsPair(string path)
    {
        if (ModelFolder.Detect(path) != ModelFormat.HuggingFace) return false;
        var file = System.IO.Path.Combine(path, HuggingFaceFolder.ConfigName);
        return HuggingFaceConfig.Parse(HuggingFaceFolder.ReadConfig(file), file) is VisionLanguageConfig;
    }

    private static long Macs(LinearWeights? layer) => layer is null ? 0 : (long)layer.Outputs * layer.Inputs;
}
