using System.Buffers.Binary;

namespace HwAgent.Models.Tests.LlamaC;

/// <summary>Writes small llama2.c checkpoints for tests.</summary>
internal static class LlamaCWriter
{
    /// <param name="header">dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len.</param>
    /// <param name="floats">Behind the header; default: as many as the header describes.</param>
    public static byte[] Write(int[] header, long? floats = null)
    {
        var count = floats ?? Floats(header);
        var bytes = new byte[28 + 4 * count];
        for (var i = 0; i < header.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), header[i]);
        for (var i = 0; i < count; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(28 + 4 * i), i % 17 / 16f - 0.5f);
        return bytes;
    }

    /// <summary>Values that a file with this header has.</summary>
    public static long Floats(int[] header)
    {
        long hidden = header[0], inner = header[1], layers = header[2], headSize = hidden / header[3], keyValue = headSize * header[4], vocabulary = Math.Abs(header[5]);
        var block = hidden + 2 * hidden * hidden + 2 * keyValue * hidden + hidden + 3 * inner * hidden;
        return vocabulary * hidden * (header[5] > 0 ? 1 : 2) + layers * block + hidden + header[6] * headSize;
    }
}
