using HwAgent.Core.Models;

namespace HwAgent.Models.Images;

/// <summary>
/// The way from a picture to a vision encoder's input that <c>preprocessor_config.json</c> describes, step by step as transformers' CLIP, SigLIP
/// and ViT processors do it (image_transforms.py, with Pillow): resize, crop the centre, scale, normalise.
/// </summary>
public sealed record ImagePreprocessor
{
    /// <summary>The filter of the resize, or null for none.</summary>
    public ResamplingFilter? Resampling { get; init; }

    /// <summary>Pixels that the shorter edge is resized to; 0 when the size is <see cref="Height"/> x <see cref="Width"/>.</summary>
    public int ShortestEdge { get; init; }

    /// <summary>Height that the picture is resized to, whatever its shape.</summary>
    public int Height { get; init; }

    /// <summary>Width that the picture is resized to, whatever its shape.</summary>
    public int Width { get; init; }

    /// <summary>Height and width of the part that is kept, or null for all.</summary>
    public (int Height, int Width)? Crop { get; init; }

    /// <summary>Factor for the 8-bit values, or 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Subtracted, one a channel, behind <see cref="Scale"/>; null for none.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>Divided by, one a channel; null for none.</summary>
    public IReadOnlyList<float>? StandardDeviation { get; init; }

    /// <summary>Reads <c>preprocessor_config.json</c>, itself or in a model's folder.</summary>
    /// <exception cref="InvalidModelException">No such file, not JSON, or a step that is not supported.</exception>
    public static ImagePreprocessor Load(string path) => PreprocessorConfigFile.Load(path);

    /// <summary>
    /// The same steps for another square input: the visual budget of fewer (or more) patches. The part of a picture that is seen stays the same,
    /// so a resize to more than the crop grows along.
    /// </summary>
    /// <param name="resolution">Pixels a side.</param>
    /// <exception cref="InvalidModelException">The model's pictures are not resized, so there is no resolution to choose.</exception>
    public ImagePreprocessor WithResolution(int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        if (Resampling is null) throw new InvalidModelException("preprocessor_config.json", "do_resize", "it is false, so there is no resolution to choose", "leave the resolution as it is");
        if (Crop is not { } crop)
        {
            // An encoder wants a square; a resize by the shorter edge alone does not give one.
            return ShortestEdge > 0
                ? this with { ShortestEdge = resolution, Crop = (resolution, resolution) }
                : this with { Height = resolution, Width = resolution };
        }

        var scaled = (int pixels, int cropped) => Math.Max(resolution, (int)Math.Round((double)pixels * resolution / cropped));
        return this with
        {
            Crop = (resolution, resolution),
            ShortestEdge = ShortestEdge == 0 ? 0 : scaled(ShortestEdge, Math.Min(crop.Height, crop.Width)),
            Height = Height == 0 ? 0 : scaled(Height, crop.Height),
            Width = Width == 0 ? 0 : scaled(Width, crop.Width),
        };
    }

    /// <summary>The encoder's input.</summary>
    public ImageTensor Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (Resampling is { } filter)
        {
            var (height, width) = SizeOf(image);
            image = PillowResampler.Resize(image, width, height, filter);
        }

        if (Crop is { } crop) image = CropCentre(image, crop.Height, crop.Width);
        return Normalise(image);
    }

    private (int Height, int Width) SizeOf(RgbImage image)
    {
        if (ShortestEdge == 0) return (Height, Width);
        // get_resize_output_image_size: the longer edge is cut off, not rounded.
        var (shorter, longer) = (Math.Min(image.Width, image.Height), Math.Max(image.Width, image.Height));
        var other = (long)ShortestEdge * longer / shorter;
        if (other * ShortestEdge > ImageDecoder.LargestPixels)
            throw new InvalidModelException(null, "image", $"a picture of {image.Width} x {image.Height} pixels would become {ShortestEdge} x {other}", "cut the picture to a less extreme shape");
        return image.Width <= image.Height ? ((int)other, ShortestEdge) : (ShortestEdge, (int)other);
    }

    /// <summary>center_crop: black where the picture is smaller.</summary>
    private static RgbImage CropCentre(RgbImage image, int height, int width)
    {
        // Rounds down on both sides of zero, as Python's // does.
        var (top, left) = ((image.Height - height) >> 1, (image.Width - width) >> 1);
        var pixels = new byte[height * width * RgbImage.Channels];
        for (var y = Math.Max(0, -top); y < height && y + top < image.Height; y++)
        {
            var x = Math.Max(0, -left);
            var count = Math.Min(width, image.Width - left) - x;
            image.Pixels.AsSpan(((y + top) * image.Width + x + left) * RgbImage.Channels, count * RgbImage.Channels).CopyTo(pixels.AsSpan((y * width + x) * RgbImage.Channels));
        }

        return new RgbImage(width, height, pixels);
    }

    private ImageTensor Normalise(RgbImage image)
    {
        var plane = image.Width * image.Height;
        var values = new float[RgbImage.Channels * plane];
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            // 256 values of a byte: the float32 roundings of transformers, once each.
            var table = new float[256];
            for (var value = 0; value < table.Length; value++)
            {
                table[value] = (float)(value * Scale);
                if (Mean is not null && StandardDeviation is not null) table[value] = (table[value] - Mean[channel]) / StandardDeviation[channel];
            }

            for (var i = 0; i < plane; i++) values[channel * plane + i] = table[image.Pixels[i * RgbImage.Channels + channel]];
        }

        return new ImageTensor(image.Height, image.Width, values);
    }
}
