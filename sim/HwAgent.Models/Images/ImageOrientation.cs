using SkiaSharp;

namespace HwAgent.Models.Images;

/// <summary>The eight orientations of EXIF (tag 0x0112), under the names of the corner where the stored first row and column lie.</summary>
internal static class ImageOrientation
{
    public static RgbImage Turn(RgbImage stored, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default) return stored;
        var swaps = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = swaps ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
        var pixels = new byte[stored.Pixels.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = Source(origin, x, y, stored.Width - 1, stored.Height - 1);
                stored.Pixels.AsSpan(RgbImage.Channels * (row * stored.Width + column), RgbImage.Channels).CopyTo(pixels.AsSpan(RgbImage.Channels * (y * width + x)));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>Where the upright pixel (x, y) is stored.</summary>
    private static (int Column, int Row) Source(SKEncodedOrigin origin, int x, int y, int right, int bottom) => origin switch
    {
        SKEncodedOrigin.TopRight => (right - x, y),
        SKEncodedOrigin.BottomRight => (right - x, bottom - y),
        SKEncodedOrigin.BottomLeft => (x, bottom - y),
        SKEncodedOrigin.LeftTop => (y, x),
        SKEncodedOrigin.RightTop => (y, bottom - x),
        SKEncodedOrigin.RightBottom => (right - y, bottom - x),
        SKEncodedOrigin.LeftBottom => (right - y, x),
        _ => (x, y),
    };
}
