using HwAgent.Core.Workloads;
using HwAgent.Models.Compressed;
using HwAgent.Models.Safetensors;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Inspection;

/// <summary>A folder of <c>hwagent compress</c>: its matrices by the width of their rows, their scales, everything else by element type.</summary>
internal static class CompressedInspection
{
    public static ModelInspection Inspect(string path)
    {
        var manifest = CompressedFolder.ReadManifest(Path.Combine(path, CompressedFolder.ManifestName));
        using var file = SafetensorsFile.Open(Path.Combine(path, CompressedFolder.WeightsName));
        if (manifest.Vision is { } part) CompressedVisionShapes.Check(part, file.Name);
        TransformerConfig config = manifest.Vision is { } vision ? vision.Pair(manifest.Config) : manifest.Config;
        var packed = manifest.Matrices.Select(matrix => matrix.Name + ".weight").ToHashSet(StringComparer.Ordinal);
        TensorTypeShare[] types =
        [
            .. manifest.Matrices.SelectMany(matrix => matrix.Widths, (matrix, run) => (matrix, run))
                .GroupBy(pair => pair.run.Bits)
                .Select(group => new TensorTypeShare(
                    $"{group.Key}-bit", group.Select(pair => pair.matrix.Name).Distinct().Count(), group.Sum(pair => (long)pair.run.Rows * pair.matrix.Inputs),
                    group.Sum(pair => pair.run.Rows * (((long)pair.matrix.Inputs * pair.run.Bits + 7) / 8)), IsReadable: true))
                .OrderByDescending(share => share.Bytes),
            .. ModelInspector.Shares(file.Tensors.Values.Where(tensor => !packed.Contains(tensor.Name) && !IsScale(tensor))),
            ScalesOf(file.Tensors.Values),
        ];
        return ModelInspector.Describe(path, ModelFormat.Compressed, config.Name, ConfigSizes.Of(config), types, [.. file.Tensors.Values], []);
    }

    private static bool IsScale(TensorInfo tensor) => tensor.Name.EndsWith(".scale", StringComparison.Ordinal) || tensor.Name.EndsWith(".group", StringComparison.Ordinal);

    /// <summary>Scales take room, but are no parameters of the model.</summary>
    private static TensorTypeShare ScalesOf(IEnumerable<TensorInfo> tensors)
    {
        var scales = tensors.Where(IsScale).ToList();
        return new TensorTypeShare("scales", scales.Count, 0, scales.Sum(tensor => tensor.Bytes), IsReadable: true);
    }
}
