using System.Text.Json;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Gguf;
using HwAgent.Models.HuggingFace;
using HwAgent.Models.LlamaC;
using HwAgent.Models.Safetensors;
using HwAgent.Models.Tensors;
using HwAgent.Models.Tokenizing;
using HwAgent.Models.Vision;

namespace HwAgent.Models.Inspection;

/// <summary>Looks at a model without reading its values, so that a large one takes no longer than a small one.</summary>
public static class ModelInspector
{
    /// <summary>Inspects a model.</summary>
    /// <param name="path">What <see cref="ModelFolder.Load"/> takes.</param>
    /// <exception cref="InvalidModelException">Not a model, or a malformed one; what is well-formed and not supported is listed instead.</exception>
    public static ModelInspection Inspect(string path) => ModelFolder.Detect(path) switch
    {
        ModelFormat.HuggingFace => InspectFolder(path),
        ModelFormat.Compressed => CompressedInspection.Inspect(path),
        ModelFormat.Gguf => InspectGguf(path),
        _ => InspectLlamaC(path),
    };

    private static ModelInspection InspectFolder(string path)
    {
        var unsupported = new List<string>();
        var file = Path.Combine(path, HuggingFaceFolder.ConfigName);
        var json = HuggingFaceFolder.ReadConfig(file);
        var config = Try(unsupported, () => HuggingFaceConfig.Parse(json, file));
        using var source = HasWeights(path) ? SafetensorsFolder.Open(path) : null;
        if (source is null) unsupported.Add($"there is neither {SafetensorsFolder.SingleName} nor {SafetensorsFolder.IndexName}: convert other weights with the safetensors library");
        if (config is DecoderConfig decoder && Try(unsupported, () => DecoderNumerics.Parse(json, file, decoder)) is { } numerics && source is not null)
            Try(unsupported, () => HuggingFaceDecoder.Check(source, decoder, numerics));
        if (config is VisionLanguageConfig or VisionEncoderConfig or DualEncoderConfig && source is not null) Try(unsupported, () => VisionFolder.Check(path, config));
        return Describe(path, ModelFormat.HuggingFace, ModelType(json), config is null ? [] : ConfigSizes.Of(config), source?.Tensors.Values ?? [], unsupported);
    }

    private static ModelInspection InspectGguf(string path)
    {
        var unsupported = new List<string>();
        using var file = GgufFile.Open(path);
        var architecture = file.Metadata.OptionalText("general.architecture");
        Try(unsupported, () => GgufDecoder.Check(file));
        return Describe(path, ModelFormat.Gguf, architecture, GgufSizes(file.Metadata, architecture), file.Tensors.Values, unsupported);
    }

    private static ModelInspection InspectLlamaC(string path)
    {
        using var file = new FileBytes(path);
        var config = LlamaCCheckpoint.ReadHeader(file);
        return Describe(path, ModelFormat.LlamaC, "llama", ConfigSizes.Of(config), LlamaCTensors.List(config), []);
    }

    private static ModelInspection Describe(string path, ModelFormat format, string? architecture, OrderedDictionary<string, long> sizes, IEnumerable<TensorInfo> tensors, List<string> unsupported)
    {
        var all = tensors.ToList();
        var types = Shares(all);
        unsupported.AddRange(types.Where(share => !share.IsReadable).Select(share => $"the values of {share.Tensors} tensors of type {share.Type} cannot be read"));
        return Describe(path, format, architecture, sizes, types, all, unsupported);
    }

    /// <summary>Puts an inspection together; the tokenizer is looked for here.</summary>
    internal static ModelInspection Describe(
        string path, ModelFormat format, string? architecture, OrderedDictionary<string, long> sizes, IReadOnlyList<TensorTypeShare> types, IReadOnlyList<TensorInfo> tensors, List<string> unsupported)
    {
        var tokenizer = Try(unsupported, () => ModelTokenizer.Load(path));
        return new ModelInspection(
            path, format, architecture is null ? null : Printable(architecture), sizes, types.Sum(share => share.Parameters), types.Sum(share => share.Bytes), types,
            tokenizer is null ? null : new TokenizerSummary(tokenizer.Format, tokenizer.VocabularySize, tokenizer.BeginId, tokenizer.EndIds), [.. unsupported.Select(Printable)], tensors);
    }

    internal static TensorTypeShare[] Shares(IEnumerable<TensorInfo> tensors) =>
        [
            .. tensors.GroupBy(tensor => tensor.Type)
                .Select(group => new TensorTypeShare(group.Key, group.Count(), group.Sum(tensor => tensor.Elements), group.Sum(tensor => tensor.Bytes), TensorValues.IsReadable(group.Key)))
                .OrderByDescending(share => share.Bytes).ThenBy(share => share.Type, StringComparer.Ordinal),
        ];

    /// <summary>Whatever whole numbers the architecture has, under its own names: unknown architectures too.</summary>
    private static OrderedDictionary<string, long> GgufSizes(GgufMetadata metadata, string? architecture)
    {
        var sizes = new OrderedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var key in metadata.Keys.Where(key => architecture is not null && key.StartsWith(architecture + ".", StringComparison.Ordinal) && metadata.IsWholeNumber(key)))
            sizes.Add(key[(architecture!.Length + 1)..], metadata.WholeNumber(key)!.Value);
        return sizes;
    }

    private static string? ModelType(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new ConfigSection(document.RootElement, HuggingFaceFolder.ConfigName).Text("model_type") : null;
        }
        catch (Exception e) when (e is JsonException or InvalidConfigException)
        {
            return null; // Its configuration has been found wanting already.
        }
    }

    private static bool HasWeights(string folder) => File.Exists(Path.Combine(folder, SafetensorsFolder.IndexName)) || File.Exists(Path.Combine(folder, SafetensorsFolder.SingleName));

    /// <summary>Texts of a file may hold control codes; a terminal would obey them.</summary>
    private static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));

    private static void Try(List<string> unsupported, Action check) => Try<object>(unsupported, () =>
    {
        check();
        return unsupported;
    });

    private static T? Try<T>(List<string> unsupported, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InvalidModelException e)
        {
            unsupported.Add($"{e.Field}: {e.Problem}");
        }
        catch (InvalidConfigException e)
        {
            unsupported.Add($"{e.Field}: {e.Problem}");
        }

        return null;
    }
}
