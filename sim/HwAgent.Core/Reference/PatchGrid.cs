using HwAgent.Core.Workloads;

namespace HwAgent.Core.Reference;

/// <summary>The patches of one square image.</summary>
/// <param name="Side">Patches a side.</param>
/// <param name="Pixels">Side squared x (Channels * PatchSize * PatchSize): patches row by row, each in the order channel, row, column.</param>
public sealed record PatchGrid(int Side, float[] Pixels)
{
    /// <summary>Unfolds an image: the convolution over patches then is a matrix product.</summary>
    /// <param name="image">Channels x resolution x resolution, normalised as the model wants it.</param>
    /// <param name="config">The encoder.</param>
    /// <param name="resolution">Pixels a side, or null for the trained size.</param>
    /// <param name="stride">Pixels from patch to patch, or null for the patch size.</param>
    /// <exception cref="ArgumentException">The image is not of this size, or smaller than a patch.</exception>
    public static PatchGrid Unfold(ReadOnlySpan<float> image, VisionEncoderConfig config, int? resolution, int? stride)
    {
        int pixels = resolution ?? config.ImageSize, patch = config.PatchSize, step = stride ?? patch;
        if (pixels < patch) throw new ArgumentException($"An image of {pixels} pixels a side is smaller than a patch of {patch}.", nameof(resolution));
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1, nameof(stride));
        if (image.Length != checked(config.Channels * pixels * pixels))
            throw new ArgumentException($"The image has {image.Length} values; {config.Channels} x {pixels} x {pixels} are wanted.", nameof(image));
        var side = (pixels - patch) / step + 1;
        var result = new float[checked(side * side * config.Channels * patch * patch)];
        var target = 0;
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
                for (var channel = 0; channel < config.Channels; channel++)
                    for (var row = 0; row < patch; row++, target += patch)
                        image.Slice((channel * pixels + y * step + row) * pixels + x * step, patch).CopyTo(result.AsSpan(target));
        return new PatchGrid(side, result);
    }
}
