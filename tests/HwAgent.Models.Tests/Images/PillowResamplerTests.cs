using System.Security.Cryptography;
using CsCheck;
using HwAgent.Models.Images;

namespace HwAgent.Models.Tests.Images;

public sealed class PillowResamplerTests
{
    /// <summary>Red values that Pillow 9.4 gives (<c>Image.resize((width, 1), filter)</c>).</summary>
    [Theory]
    [InlineData(ResamplingFilter.Nearest, "0 100 200 50", "100 50")]
    [InlineData(ResamplingFilter.Lanczos, "0 100 200 50", "71 130")]
    [InlineData(ResamplingFilter.Bilinear, "0 100 200 50", "71 121")] // weights 3/7 3/7 1/7: a triangle four pixels wide, cut off at the edge
    [InlineData(ResamplingFilter.Bicubic, "0 100 200 50", "68 127")]
    [InlineData(ResamplingFilter.Box, "0 100 200 50", "50 125")] // means of two
    [InlineData(ResamplingFilter.Hamming, "0 100 200 50", "56 124")]
    [InlineData(ResamplingFilter.Nearest, "10 250", "10 10 250 250 250")]
    [InlineData(ResamplingFilter.Lanczos, "10 250", "0 31 130 229 255")] // overshoots, and saturates
    [InlineData(ResamplingFilter.Bilinear, "10 250", "10 34 130 226 250")]
    [InlineData(ResamplingFilter.Bicubic, "10 250", "0 26 130 234 255")]
    [InlineData(ResamplingFilter.Box, "10 250", "10 10 250 250 250")]
    [InlineData(ResamplingFilter.Hamming, "10 250", "10 13 130 247 250")]
    [InlineData(ResamplingFilter.Bilinear, "0 255 0 255 0", "109 113 109")]
    [InlineData(ResamplingFilter.Bicubic, "0 255 0 255 0", "106 126 106")]
    [InlineData(ResamplingFilter.Lanczos, "0 255 0 255 0", "101 141 101")]
    public void Resize_Row_EqualsPillow(ResamplingFilter filter, string row, string expected)
    {
        var image = Pictures.Row([.. row.Split(' ').Select(byte.Parse)]);
        var wanted = expected.Split(' ').Select(byte.Parse).ToArray();

        var wide = PillowResampler.Resize(image, wanted.Length, 1, filter);
        var tall = PillowResampler.Resize(new RgbImage(1, image.Width, image.Pixels), 1, wanted.Length, filter);

        Assert.Equal(wanted, wide.Pixels.Where((_, i) => i % 3 == 0));
        Assert.Equal(wide.Pixels, tall.Pixels);
    }

    /// <summary>First halves of the SHA-256 sums of what Pillow 9.4 makes of the radiograph in 224 x 160 and of the shape in 224 x 100 pixels.</summary>
    [Theory]
    [InlineData(ResamplingFilter.Nearest, "730ac6766181dd32", "4a871a5ee03e6644")]
    [InlineData(ResamplingFilter.Lanczos, "7f80ec0057a08331", "1870b7dfbd85d822")]
    [InlineData(ResamplingFilter.Bilinear, "d68cf01faa6900ab", "39e2e8f65e2e55f3")]
    [InlineData(ResamplingFilter.Bicubic, "c222c6e835877371", "293c86fff68c16c3")]
    [InlineData(ResamplingFilter.Box, "393e761e0752b917", "9b073aa5429f4f05")]
    [InlineData(ResamplingFilter.Hamming, "ab5582a0e70786eb", "3f5f852bf8dfcb2b")]
    public void Resize_RealPicture_EqualsPillow(ResamplingFilter filter, string radiograph, string shape)
    {
        Assert.Equal(radiograph, Hash(PillowResampler.Resize(ImageDecoder.Load(Pictures.Radiograph), 224, 160, filter)));
        Assert.Equal(shape, Hash(PillowResampler.Resize(ImageDecoder.Decode(Pictures.Shape(), "shape"), 224, 100, filter)));
    }

    /// <summary>Weights add up to one, so one colour stays itself; and no size is impossible.</summary>
    [Fact]
    public void Resize_OneColour_StaysThatColour() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Byte, Gen.Enum<ResamplingFilter>()).Sample(
            (width, height, newWidth, newHeight, value, filter) =>
            {
                var pixels = new byte[width * height * RgbImage.Channels];
                Array.Fill(pixels, value);

                var resized = PillowResampler.Resize(new RgbImage(width, height, pixels), newWidth, newHeight, filter);

                Assert.Equal((newWidth, newHeight), (resized.Width, resized.Height));
                Assert.All(resized.Pixels, pixel => Assert.Equal(value, pixel));
            },
            iter: 500);

    private static string Hash(RgbImage image) => Convert.ToHexStringLower(SHA256.HashData(image.Pixels))[..16];
}
