using HwAgent.Core.Models;
using HwAgent.Models.Tensors;
using SkiaSharp;

namespace HwAgent.Models.Images;

/// <summary>Decodes PNG, JPEG, WebP, BMP and GIF (its first frame) by Skia.</summary>
public static class ImageDecoder
{
    /// <summary>Pixels of the largest picture that is decoded: what Pillow warns of, a quarter of a gibibyte in RGB.</summary>
    public const int LargestPixels = 89_478_485;

    private const long LargestFile = 1L << 28;

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largestPixels">Pictures with more pixels are refused before anything is allocated for them.</param>
    /// <exception cref="InvalidModelException">No such file, no picture of these formats, damaged, or too large.</exception>
    public static RgbImage Load(string path, int largestPixels = LargestPixels) => Decode(WholeFile.Read(path, LargestFile), path, largestPixels);

    /// <summary>Decodes a picture: turned as its EXIF orientation says, transparent parts over white, colour profiles left alone (as Pillow does).</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="largestPixels">Pictures with more pixels are refused before anything is allocated for them.</param>
    /// <exception cref="InvalidModelException">No picture of these formats, damaged, or too large.</exception>
    public static RgbImage Decode(byte[] bytes, string name, int largestPixels = LargestPixels)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data) ?? throw new InvalidModelException(name, "image", "it is no PNG, JPEG, WebP, BMP or GIF", "give a picture in one of these formats");
        int width = codec.Info.Width, height = codec.Info.Height;
        if (width < 1 || height < 1 || (long)width * height > largestPixels)
            throw new InvalidModelException(name, "image", $"{width} x {height} pixels are not from 1 to {largestPixels}", "give a smaller picture");
        // Without a colour space Skia converts nothing.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var pixels = new byte[info.BytesSize];
        var result = codec.GetPixels(info, pixels);
        if (result != SKCodecResult.Success) throw new InvalidModelException(name, "image", $"it is damaged ({result})", "fetch the file again");
        return ImageOrientation.Turn(new RgbImage(width, height, OverWhite(pixels)), PngOrientation.Find(bytes) ?? codec.EncodedOrigin);
    }

    private static byte[] OverWhite(byte[] rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            int alpha = rgba[from + 3];
            for (var channel = 0; channel < 3; channel++) rgb[to + channel] = (byte)((rgba[from + channel] * alpha + 255 * (255 - alpha) + 127) / 255);
        }

        return rgb;
    }
}
