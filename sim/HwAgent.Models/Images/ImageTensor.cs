namespace HwAgent.Models.Images;

/// <summary>A picture as a vision encoder reads it.</summary>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Values">3 x Height x Width, row-major, normalised.</param>
public sealed record ImageTensor(int Height, int Width, float[] Values);
