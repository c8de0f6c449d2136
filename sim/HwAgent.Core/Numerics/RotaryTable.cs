using HwAgent.Core.Models;

namespace HwAgent.Core.Numerics;

/// <summary>Cosines and sines of a rotary embedding as 16-bit numbers with 14 fraction bits, a row a position; grows with the longest sequence asked for.</summary>
public sealed class RotaryTable(RotaryEmbedding rotary)
{
    public const int FractionBits = 14;

    /// <summary>Positions are added in steps of this many.</summary>
    private const int Step = 256;

    private readonly Lock _growth = new();
    private short[] _values = [];

    /// <summary>Pairs of one head.</summary>
    public int Pairs => rotary.InverseFrequencies.Length;

    public bool Interleaved => rotary.Interleaved;

    /// <summary>Positions x pairs x (cosine, sine), at least <paramref name="positions"/> of them.</summary>
    public short[] ForPositions(int positions)
    {
        lock (_growth)
        {
            var known = _values.Length / (2 * Pairs);
            if (known >= positions) return _values;
            var wanted = (positions + Step - 1) / Step * Step;
            var grown = new short[checked(wanted * 2 * Pairs)];
            _values.CopyTo(grown, 0);
            for (var i = known * Pairs; i < wanted * Pairs; i++)
            {
                var (sin, cos) = DeterministicMath.SinCos(i / Pairs * rotary.InverseFrequencies[i % Pairs]);
                grown[2 * i] = Round(cos);
                grown[2 * i + 1] = Round(sin);
            }

            return _values = grown;
        }
    }

    private static short Round(double value) => (short)Math.Floor(value * (1 << FractionBits) + 0.5);
}
