using System.Text.Json;
using System.Text.Json.Serialization;
using HwAgent.Core.Compression;
using HwAgent.Core.Models;
using HwAgent.Models.Safetensors;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Compressed;

/// <summary>
/// A compressed model on disk: <c>compressed.json</c> (shapes, activation scales, provenance), <c>weights.safetensors</c> (weights packed at their true width),
/// <c>plan.yaml</c>, and whatever was put beside them (tokenizer, preprocessor settings, report). Equal models give equal bytes.
/// </summary>
public static class CompressedFolder
{
    public const string ManifestName = "compressed.json";
    public const string WeightsName = "weights.safetensors";
    public const string PlanName = "plan.yaml";

    private const int LongestManifest = 64 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>True for a folder that holds a vision-language pair; its manifest is read.</summary>
    /// <exception cref="InvalidModelException">The manifest is damaged.</exception>
    public static bool IsPair(string path) => IsOne(path) && ReadManifest(Path.Combine(path, ManifestName)).Vision is not null;

    /// <summary>True for a folder that <see cref="Write"/> made.</summary>
    public static bool IsOne(string path) => File.Exists(Path.Combine(path, ManifestName));

    /// <summary>Writes a folder as a whole: under a temporary name beside it first, then renamed, so that nobody sees half of it.</summary>
    /// <param name="folder">Must not exist, or be empty.</param>
    /// <param name="model">The model.</param>
    /// <param name="others">Further files: names without a folder, and their bytes.</param>
    /// <exception cref="IOException">The folder exists, or cannot be written.</exception>
    public static void Write(string folder, CompressedModel model, IReadOnlyList<(string Name, byte[] Bytes)> others)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(target) && !Directory.EnumerateFileSystemEntries(target).Any()) Directory.Delete(target);
        if (Path.Exists(target)) throw new IOException($"'{folder}' exists already");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Path.GetRandomFileName()}.part";
        Directory.CreateDirectory(temporary);
        try
        {
            var tensors = new SafetensorsWriter();
            if (model.Vision is { } vision) CompressedVisionTensors.Add(tensors, vision.Pair);
            CompressedTensors.Add(tensors, model.Weights);
            tensors.Write(Path.Combine(temporary, WeightsName));
            File.WriteAllText(Path.Combine(temporary, PlanName), PlanFile.Render(model.Plan));
            File.WriteAllText(Path.Combine(temporary, ManifestName), JsonSerializer.Serialize(Manifest(model), Json) + "\n");
            foreach (var (name, bytes) in others) File.WriteAllBytes(Path.Combine(temporary, name), bytes);
            Directory.Move(temporary, target);
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    /// <summary>Reads a folder back; its matrices in float32 are those that the integers stand for.</summary>
    /// <exception cref="InvalidModelException">Something is missing, damaged or does not fit together.</exception>
    public static CompressedModel Read(string folder)
    {
        var manifest = ReadManifest(Path.Combine(folder, ManifestName));
        using var tensors = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
        var weights = CompressedTensors.Read(manifest, tensors);
        return new CompressedModel(weights, manifest.Activations, PlanFile.Read(Path.Combine(folder, PlanName)), manifest.Provenance)
        {
            Vision = manifest.Vision is { } vision ? CompressedVisionTensors.Read(vision, manifest, weights, tensors) : null,
        };
    }

    private static CompressedManifest Manifest(CompressedModel model) => new()
    {
        Format = CompressedManifest.CurrentFormat,
        Config = model.Weights.Skeleton.Config,
        Rotary = model.Weights.Skeleton.Rotary,
        NormEpsilon = model.Weights.Skeleton.FinalNorm.Epsilon,
        Matrices =
        [
            .. (model.Vision is { } image ? CompressedVisionTensors.Ordered(image.Pair) : []).Concat(CompressedTensors.Ordered(model.Weights))
                .Select(entry => PackedTensors.Describe(entry.Name, entry.Linear)),
        ],
        Activations = model.Activations,
        Provenance = model.Provenance,
        Vision = model.Vision is { } vision ? ManifestVision.From(vision) : null,
    };

    /// <summary>Everything but weights and plan.</summary>
    internal static CompressedManifest ReadManifest(string file)
    {
        using var bytes = new FileBytes(file);
        if (bytes.Length > LongestManifest) throw new InvalidModelException(file, "(document)", $"has {bytes.Length} bytes; {LongestManifest} are allowed", "compress the model again");
        var text = new byte[bytes.Length];
        bytes.Read(0, text);
        try
        {
            var manifest = JsonSerializer.Deserialize<CompressedManifest>(text, Json) ?? throw new JsonException("is null");
            if (manifest.Format != CompressedManifest.CurrentFormat)
                throw new InvalidModelException(file, "format", $"is '{manifest.Format}', not '{CompressedManifest.CurrentFormat}'", "compress the model again with this version");
            return manifest;
        }
        catch (JsonException e)
        {
            throw new InvalidModelException(file, e.Path ?? "(document)", $"line {e.LineNumber + 1}: {e.Message.Split(" Path:")[0]}", "compress the model again");
        }
    }
}
