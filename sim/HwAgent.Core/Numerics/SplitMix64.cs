namespace HwAgent.Core.Numerics;

/// <summary>The SplitMix64 generator (Steele, Lea, Flood 2014): small, seeded, the same on every machine and .NET version, which System.Random does not promise.</summary>
public struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in [0, bound); the bias is below bound / 2^32.</summary>
    public int Next(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);
}
