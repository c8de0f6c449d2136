using System.Runtime.InteropServices;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>Brings the weights of a layer into the order of <see cref="PanelLayout"/>.</summary>
internal static class PanelPacking
{
    /// <summary>Writes one panel; the memory is zero before.</summary>
    public static void Pack(QuantisedLinear layer, PanelSegment segment, int panel, Span<byte> result)
    {
        var layout = segment.Layout;
        var blocks = MemoryMarshal.Cast<byte, uint>(result[layout.ScaleBytes..]);
        var blockWords = PanelLayout.BlockBytes(segment.Bits) / sizeof(uint);
        var first = panel * PanelLayout.Outputs;
        for (var o = 0; o < Math.Min(PanelLayout.Outputs, layer.Outputs - first); o++)
        {
            for (var group = 0; group < layout.Groups; group++) result[group * PanelLayout.Outputs + o] = layer.GroupScales![(first + o) * layout.Groups + group];
            var row = layer.Values.AsSpan((first + o) * layer.Inputs, layer.Inputs);
            for (var input = 0; input < layer.Inputs; input += 4)
            {
                var vector = input % PanelLayout.BlockInputs / 4 * 2 + o / 8;
                Fold(FourInputs(row, input), segment.Bits, vector, blocks.Slice(input / PanelLayout.BlockInputs * blockWords, blockWords), o % 8);
            }
        }
    }

    private static uint FourInputs(Span<sbyte> row, int input)
    {
        uint four = 0;
        for (var i = 0; i < Math.Min(4, row.Length - input); i++) four |= (uint)(byte)row[input + i] << (8 * i);
        return four;
    }

    /// <summary>The inverse of <see cref="IPanelWidth.Load"/> for one output of one vector.</summary>
    private static void Fold(uint four, int bits, int vector, Span<uint> block, int lane)
    {
        const uint EveryByte = 0x01010101;
        switch (bits)
        {
            case 8:
                block[8 * vector + lane] = four;
                break;
            case 4:
                block[8 * (vector / 2) + lane] |= vector % 2 == 0 ? (four ^ 8 * EveryByte) & 0xF * EveryByte : (four & 0xF * EveryByte) << 4;
                break;
            case 3:
                block[8 * (vector / 4) + lane] |= (four >> 1 & 3 * EveryByte) << (2 * (vector % 4));
                block[16 + lane] |= (four & EveryByte) << vector;
                break;
            default:
                block[8 * (vector / 4) + lane] |= (four & 3 * EveryByte) << (2 * (vector % 4));
                break;
        }
    }
}
