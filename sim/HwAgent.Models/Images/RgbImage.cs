namespace HwAgent.Models.Images;

/// <summary>A picture as vision encoders get it: upright, three channels of 8 bits, no transparency.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Pixels">Height x Width x 3, row-major: red, green, blue.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels)
{
    /// <summary>Channels of a pixel.</summary>
    public const int Channels = 3;
}
