using System.Buffers.Binary;

namespace HwAgent.Models.Tests.Fuzzing;

/// <summary>Changes a file in the ways that find faults in readers: bits, bytes, numbers at their limits, pieces left out, doubled or moved. Seeded.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="fragments">Pieces of the format's own language, put in at random places.</param>
internal sealed class Mutator(Random random, params byte[][] fragments)
{
    private const int Kinds = 9;

    private static readonly ulong[] Limits =
    [
        0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 127, 128, 255, 256, 65535, 65536, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, (1UL << 62) - 1, 1UL << 62, long.MaxValue, 1UL << 63, ulong.MaxValue - 7, ulong.MaxValue,
    ];

    /// <summary>A copy with one to four changes.</summary>
    public byte[] Mutate(byte[] file)
    {
        var bytes = file.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--) Change(bytes);
        return [.. bytes];
    }

    public ulong Limit() => Limits[random.Next(Limits.Length)];

    private void Change(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 33), bytes.Count - at);
        switch (random.Next(Kinds))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: Overwrite(bytes, at, 4); break;
            case 3: Overwrite(bytes, at, 8); break;
            case 4: bytes.RemoveRange(at, length); break;
            case 5: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 6:
                var piece = bytes.GetRange(at, length);
                bytes.RemoveRange(at, length);
                bytes.InsertRange(random.Next(bytes.Count + 1), piece);
                break;
            case 7: bytes.RemoveRange(at, bytes.Count - at); break;
            default:
                if (fragments.Length == 0) bytes.Insert(at, (byte)random.Next(256));
                else bytes.InsertRange(at, fragments[random.Next(fragments.Length)]);
                break;
        }
    }

    private void Overwrite(List<byte> bytes, int at, int width)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, Limit());
        for (var i = 0; i < width && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }
}
