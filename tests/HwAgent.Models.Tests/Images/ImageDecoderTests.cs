using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HwAgent.Core.Models;
using HwAgent.Models.Images;
using SkiaSharp;

namespace HwAgent.Models.Tests.Images;

public sealed class ImageDecoderTests
{
    /// <summary>SHA-256 sums of the pixels that Pillow 9.4 decodes (<c>convert("RGB").tobytes()</c>).</summary>
    [Fact]
    public void Decode_RealPictures_GivesPillowsPixels()
    {
        var shape = ImageDecoder.Decode(Pictures.Shape(), "shape");
        Assert.Equal((64, 64), (shape.Width, shape.Height));
        Assert.Equal("c3d358741c3b90721f25ef0b8abf615049f8237a62074913b2512efcdf2c29f2", Convert.ToHexStringLower(SHA256.HashData(shape.Pixels)));

        var radiograph = ImageDecoder.Load(Pictures.Radiograph);
        Assert.Equal((320, 353), (radiograph.Width, radiograph.Height));
        Assert.Equal("4dc9a7fce36946c95cdf2f12e4653e3a91f8d0fa46dcc96ea0298d820a786e93", Convert.ToHexStringLower(SHA256.HashData(radiograph.Pixels)));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, 0)]
    [InlineData(SKEncodedImageFormat.Webp, 6)]
    [InlineData(SKEncodedImageFormat.Jpeg, 6)]
    public void Decode_Format_GivesThePicture(SKEncodedImageFormat format, int tolerance)
    {
        var image = ImageDecoder.Decode(Pictures.Encode(16, 8, (x, _) => x < 8 ? new SKColor(200, 40, 90) : new SKColor(10, 220, 30), format), "picture");

        Assert.Equal((16, 8), (image.Width, image.Height));
        AssertNear([200, 40, 90], image.Pixels[..3], tolerance);
        AssertNear([10, 220, 30], image.Pixels[^3..], tolerance);
    }

    /// <summary>Two pixels, the lower row first, each row filled up to four bytes.</summary>
    [Fact]
    public void Decode_Bmp_GivesThePicture()
    {
        var bmp = new byte[62];
        "BM"u8.CopyTo(bmp);
        foreach (var (offset, value) in new[] { (2, 62), (10, 54), (14, 40), (18, 1), (22, 2), (34, 8) }) BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(offset), value);
        bmp[26] = 1;
        bmp[28] = 24;
        byte[] lower = [1, 2, 3], upper = [4, 5, 6];
        lower.CopyTo(bmp, 54);
        upper.CopyTo(bmp, 58);

        Assert.Equal([6, 5, 4, 3, 2, 1], ImageDecoder.Decode(bmp, "picture.bmp").Pixels);
    }

    /// <summary>Half of red is half of white: 255, and (255 * 127 + 127) / 255 = 127.</summary>
    [Fact]
    public void Decode_Transparency_LiesOverWhite()
    {
        byte[] alphas = [255, 128, 0];

        var image = ImageDecoder.Decode(Pictures.Encode(3, 1, (x, _) => new SKColor(255, 0, 0, alphas[x])), "picture");

        Assert.Equal([255, 0, 0, 255, 127, 127, 255, 255, 255], image.Pixels);
    }

    /// <summary>The stored quarters are A B above C D. Where they lie upright follows from EXIF 2.32, 4.6.5.1.</summary>
    [Theory]
    [InlineData(1, "AB/CD")]
    [InlineData(2, "BA/DC")]
    [InlineData(3, "DC/BA")]
    [InlineData(4, "CD/AB")]
    [InlineData(5, "AC/BD")]
    [InlineData(6, "CA/DB")]
    [InlineData(7, "DB/CA")]
    [InlineData(8, "BD/AC")]
    public void Decode_Orientation_TurnsThePicture(int orientation, string upright)
    {
        byte[] greys = [0, 80, 160, 240];
        byte[] Quarters(SKEncodedImageFormat format) => Pictures.Encode(32, 16, (x, y) =>
        {
            var grey = greys[x / 16 + 2 * (y / 8)];
            return new SKColor(grey, grey, grey);
        }, format);

        foreach (var file in new[] { WithExif(Quarters(SKEncodedImageFormat.Jpeg), orientation), WithExifChunk(Quarters(SKEncodedImageFormat.Png), orientation) })
        {
            var image = ImageDecoder.Decode(file, "picture");

            Assert.Equal(orientation < 5 ? (32, 16) : (16, 32), (image.Width, image.Height));
            char At(int x, int y) => (char)('A' + (image.Pixels[3 * (y * image.Width + x)] + 40) / 80);
            Assert.Equal(upright, $"{At(2, 2)}{At(image.Width - 3, 2)}/{At(2, image.Height - 3)}{At(image.Width - 3, image.Height - 3)}");
        }
    }

    /// <summary>A few bytes that promise 60000 x 60000 pixels: refused before memory is taken for them.</summary>
    [Fact]
    public void Decode_PixelBomb_IsRefusedWithoutItsMemory()
    {
        byte[] bomb = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0]), .. Chunk("IDAT", [0x78, 0x9C, 3, 0, 0, 0, 0, 1]), .. Chunk("IEND", [])];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InvalidModelException>(() => ImageDecoder.Decode(bomb, "bomb.png"));

        Assert.Contains("60000 x 60000", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Decode_MorePixelsThanAllowed_IsRefused() =>
        Assert.Contains("64 x 64", Assert.Throws<InvalidModelException>(() => ImageDecoder.Decode(Pictures.Shape(), "shape", largestPixels: 64 * 64 - 1)).Message);

    [Fact]
    public void Decode_CutOff_IsDamaged()
    {
        var bytes = File.ReadAllBytes(Pictures.Radiograph);

        Assert.Contains("damaged", Assert.Throws<InvalidModelException>(() => ImageDecoder.Decode(bytes[..(bytes.Length / 2)], "cut.jpg")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF")]
    [InlineData("%PDF-1.7 no picture")]
    public void Decode_NoPicture_SaysSo(string text) =>
        Assert.Contains("no PNG, JPEG", Assert.Throws<InvalidModelException>(() => ImageDecoder.Decode(Encoding.ASCII.GetBytes(text), "file")).Message);

    [Fact]
    public void Load_NothingThere_SaysSo() => Assert.Contains("does not exist", Assert.Throws<InvalidModelException>(() => ImageDecoder.Load("no-such-picture.png")).Message);

    private static void AssertNear(byte[] expected, byte[] actual, int tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));

    private static byte[] Tiff(int orientation) => [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    private static byte[] WithExif(byte[] jpeg, int orientation)
    {
        byte[] payload = [.. "Exif\0\0"u8, .. Tiff(orientation)];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(payload.Length + 2), .. payload, .. jpeg[2..]];
    }

    /// <summary>The chunk goes behind the header, which ends at byte 33.</summary>
    private static byte[] WithExifChunk(byte[] png, int orientation) => [.. png[..33], .. Chunk("eXIf", Tiff(orientation)), .. png[33..]];

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var ends = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(ends, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(ends.AsSpan(4), Crc(body));
        return [.. ends[..4], .. body, .. ends[4..]];
    }

    /// <summary>CRC-32 of PNG (annex D).</summary>
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }
}
