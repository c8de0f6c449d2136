using HwAgent.Core.Numerics;

namespace HwAgent.Models.Images;

/// <summary>
/// Resizes as Pillow does (python-pillow/Pillow, src/libImaging/Resample.c), pixel for pixel: a filter that widens with the ratio of sizes
/// (so nothing aliases), weights of 22 bits after the point, 8 bits between the horizontal and the vertical pass. Ours, because models were trained
/// on that and Skia's filters do not widen.
/// </summary>
public static class PillowResampler
{
    private const int FractionBits = 32 - 8 - 2;

    /// <summary>Resizes the whole picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public static RgbImage Resize(RgbImage image, int width, int height, ResamplingFilter filter)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (filter == ResamplingFilter.Nearest) return PickNearest(image, width, height);
        if (width != image.Width) image = ResizeRows(image, width, Weights(image.Width, width, filter));
        if (height != image.Height) image = ResizeColumns(image, height, Weights(image.Height, height, filter));
        return image;
    }

    private static RgbImage ResizeRows(RgbImage image, int width, (int First, int[] Values)[] weights)
    {
        var pixels = new byte[image.Height * width * RgbImage.Channels];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.AsSpan(y * image.Width * RgbImage.Channels, image.Width * RgbImage.Channels);
            for (var x = 0; x < width; x++)
                Mix(row[(weights[x].First * RgbImage.Channels)..], RgbImage.Channels, weights[x].Values, pixels.AsSpan((y * width + x) * RgbImage.Channels));
        }

        return new RgbImage(width, image.Height, pixels);
    }

    private static RgbImage ResizeColumns(RgbImage image, int height, (int First, int[] Values)[] weights)
    {
        var stride = image.Width * RgbImage.Channels;
        var pixels = new byte[height * stride];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < image.Width; x++)
                Mix(image.Pixels.AsSpan(weights[y].First * stride + x * RgbImage.Channels), stride, weights[y].Values, pixels.AsSpan(y * stride + x * RgbImage.Channels));
        }

        return new RgbImage(image.Width, height, pixels);
    }

    private static void Mix(ReadOnlySpan<byte> source, int step, int[] weights, Span<byte> target)
    {
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            var sum = 1 << (FractionBits - 1);
            for (var i = 0; i < weights.Length; i++) sum += source[i * step + channel] * weights[i];
            target[channel] = (byte)Math.Clamp(sum >> FractionBits, 0, 255);
        }
    }

    /// <summary>For each output position the first input position that counts, and the weights from there on.</summary>
    private static (int First, int[] Values)[] Weights(int inputs, int outputs, ResamplingFilter filter)
    {
        var scale = (double)inputs / outputs;
        var widening = Math.Max(scale, 1);
        var support = Support(filter) * widening;
        var weights = new (int, int[])[outputs];
        for (var output = 0; output < outputs; output++)
        {
            var centre = (output + 0.5) * scale;
            var first = Math.Max((int)(centre - support + 0.5), 0);
            var values = new double[Math.Min((int)(centre + support + 0.5), inputs) - first];
            for (var i = 0; i < values.Length; i++) values[i] = Weight(filter, (i + first - centre + 0.5) * (1 / widening));
            var sum = values.Sum();
            weights[output] = (first, [.. values.Select(value => ToFixed(sum == 0 ? value : value / sum))]);
        }

        return weights;
    }

    private static int ToFixed(double weight) => (int)(weight * (1 << FractionBits) + (weight < 0 ? -0.5 : 0.5));

    private static double Support(ResamplingFilter filter) => filter switch
    {
        ResamplingFilter.Box => 0.5,
        ResamplingFilter.Bilinear or ResamplingFilter.Hamming => 1,
        ResamplingFilter.Bicubic => 2,
        ResamplingFilter.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "no filter of Pillow"),
    };

    private static double Weight(ResamplingFilter filter, double x)
    {
        var distance = Math.Abs(x);
        return filter switch
        {
            ResamplingFilter.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
            ResamplingFilter.Bilinear => Math.Max(1 - distance, 0),
            ResamplingFilter.Hamming => distance == 0 ? 1 : distance >= 1 ? 0 : Sinc(distance) * (0.54 + 0.46 * DeterministicMath.SinCos(distance * Math.PI).Cos),
            ResamplingFilter.Lanczos => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
            _ => Cubic(distance),
        };
    }

    /// <summary>Keys' cubic with a = -0.5.</summary>
    private static double Cubic(double x) => x switch
    {
        < 1 => ((-0.5 + 2) * x - (-0.5 + 3)) * x * x + 1,
        < 2 => (((x - 5) * x + 8) * x - 4) * -0.5,
        _ => 0,
    };

    private static double Sinc(double x) => x == 0 ? 1 : DeterministicMath.SinCos(x * Math.PI).Sin / (x * Math.PI);

    private static RgbImage PickNearest(RgbImage image, int width, int height)
    {
        var (rows, columns) = (Positions(image.Height, height), Positions(image.Width, width));
        var pixels = new byte[width * height * RgbImage.Channels];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                image.Pixels.AsSpan((rows[y] * image.Width + columns[x]) * RgbImage.Channels, RgbImage.Channels).CopyTo(pixels.AsSpan((y * width + x) * RgbImage.Channels));
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>Steps added up, as in Geometry.c (ImagingScaleAffine): where a position falls between two pixels, their rounding decides.</summary>
    private static int[] Positions(int inputs, int outputs)
    {
        var positions = new int[outputs];
        var step = (double)inputs / outputs;
        var position = step * 0.5;
        for (var i = 0; i < outputs; i++, position += step) positions[i] = Math.Min((int)position, inputs - 1);
        return positions;
    }
}
