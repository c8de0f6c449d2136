namespace HwAgent.Core.Integer;

/// <summary>
/// Keys and values of one block in int8, head after head, in the order in which dot products of 4 bytes read them. Keys are kept with 128 added, as bytes:
/// the constant that adds to every score of a query falls out of the softmax. Memory is linear in the positions.
/// </summary>
public sealed class KeyValueCache
{
    /// <summary>Positions of a block of keys: the lanes of one 256-bit instruction.</summary>
    public const int KeyBlock = 8;

    /// <summary>Positions of a group of values: the bytes that one lane adds up.</summary>
    public const int ValueGroup = 4;

    private readonly byte[] _keys;
    private readonly sbyte[] _values;

    public KeyValueCache(int capacity, int heads, int headSize)
    {
        (Heads, HeadSize) = (heads, headSize);
        PaddedSize = Padded(headSize);
        Capacity = (capacity + KeyBlock - 1) & -KeyBlock;
        HeadBytes = checked(Capacity * PaddedSize);
        _keys = new byte[checked(heads * HeadBytes)];
        _values = new sbyte[heads * HeadBytes];
    }

    /// <summary>Channels of a head with those that fill up its last lanes.</summary>
    public static int Padded(int headSize) => (headSize + 7) & ~7;

    public int Heads { get; }

    public int HeadSize { get; }

    /// <summary>Channels with those that only fill up; a filling key or value meets a filling zero.</summary>
    public int PaddedSize { get; }

    /// <summary>Positions, whole blocks.</summary>
    public int Capacity { get; }

    /// <summary>Bytes of the keys of one head; as many for its values.</summary>
    public int HeadBytes { get; }

    /// <summary>Keys of a head: blocks of 8 positions, in them 4 channels of each position in turn.</summary>
    public ReadOnlySpan<byte> Keys(int head) => _keys.AsSpan(head * HeadBytes, HeadBytes);

    /// <summary>Values of a head: groups of 4 positions, in them those 4 of each channel in turn.</summary>
    public ReadOnlySpan<sbyte> Values(int head) => _values.AsSpan(head * HeadBytes, HeadBytes);

    public int Key(int head, int position, int channel) => _keys[head * HeadBytes + KeyIndex(position, channel)] - 128;

    public int Value(int head, int position, int channel) => _values[head * HeadBytes + ValueIndex(position, channel)];

    /// <summary>Writes one position of one head.</summary>
    public void Store(int head, int position, ReadOnlySpan<sbyte> key, ReadOnlySpan<sbyte> value)
    {
        var keys = _keys.AsSpan(head * HeadBytes, HeadBytes);
        var values = _values.AsSpan(head * HeadBytes, HeadBytes);
        int keyStart = KeyIndex(position, 0), valueStart = ValueIndex(position, 0);
        for (var i = 0; i < HeadSize; i++)
        {
            keys[keyStart + (i & ~3) * KeyBlock + (i & 3)] = (byte)(key[i] + 128);
            values[valueStart + i * ValueGroup] = value[i];
        }
    }

    private int KeyIndex(int position, int channel) =>
        position / KeyBlock * KeyBlock * PaddedSize + channel / 4 * 4 * KeyBlock + position % KeyBlock * 4 + channel % 4;

    private int ValueIndex(int position, int channel) =>
        position / ValueGroup * ValueGroup * PaddedSize + channel * ValueGroup + position % ValueGroup;
}
