using System.Buffers.Binary;
using SkiaSharp;

namespace HwAgent.Models.Images;

/// <summary>The orientation in a PNG's eXIf chunk (PNG, third edition, 11.3.4.5), which Skia reads for JPEG and WebP only.</summary>
internal static class PngOrientation
{
    private const int OrientationTag = 0x0112, ShortType = 3, EntryBytes = 12;

    /// <returns>Null when the file is no PNG, or says nothing.</returns>
    public static SKEncodedOrigin? Find(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])) return null;
        for (var rest = file[8..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > (uint)(rest.Length - 12)) return null;
            if (rest[4..8].SequenceEqual("eXIf"u8)) return Orientation(rest.Slice(8, (int)length));
            rest = rest[((int)length + 12)..];
        }

        return null;
    }

    private static SKEncodedOrigin? Orientation(ReadOnlySpan<byte> tiff)
    {
        var little = tiff.StartsWith("II*\0"u8);
        if (!little && !tiff.StartsWith("MM\0*"u8)) return null;
        if (tiff.Length < 8) return null;
        var directory = Long(tiff[4..]);
        if (directory > (uint)tiff.Length - 2) return null;
        var entries = tiff[((int)directory + 2)..];
        for (var count = Short(tiff[(int)directory..]); count > 0 && entries.Length >= EntryBytes; count--, entries = entries[EntryBytes..])
        {
            if (Short(entries) == OrientationTag && Short(entries[2..]) == ShortType && Short(entries[8..]) is >= 1 and <= 8 and var value) return (SKEncodedOrigin)value;
        }

        return null;

        uint Long(ReadOnlySpan<byte> bytes) => little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        ushort Short(ReadOnlySpan<byte> bytes) => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }
}
