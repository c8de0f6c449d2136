using System.IO.Compression;
using HwAgent.Models.Images;
using SkiaSharp;

namespace HwAgent.Models.Tests.Images;

/// <summary>Real pictures, and small ones that the tests encode.</summary>
internal static class Pictures
{
    /// <summary>A radiograph of VQA-RAD, 320 x 353 pixels, JPEG.</summary>
    public static string Radiograph { get; } = Path.Combine(ModelFiles.Data, "vqa-rad", "images", "synpic16520.jpg");

    /// <summary>The first test picture of easy-VQA, 64 x 64 pixels, PNG.</summary>
    public static byte[] Shape()
    {
        using var zip = ZipFile.OpenRead(Path.Combine(ModelFiles.Data, "easy-vqa", "test_images.zip"));
        using var entry = zip.Entries.Where(file => file.Name.EndsWith(".png", StringComparison.Ordinal)).OrderBy(file => file.Name, StringComparer.Ordinal).First().Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A picture as a file.</summary>
    public static byte[] Encode(int width, int height, Func<int, int, SKColor> colour, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, colour(x, y));
        }

        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    public static RgbImage Row(params byte[] reds) => new(reds.Length, 1, [.. reds.SelectMany(red => new[] { red, (byte)(255 - red), (byte)(red / 2) })]);
}
