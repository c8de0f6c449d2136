using System.Numerics;
using System.Text;
using HwAgent.Core.Numerics;

namespace HwAgent.Evaluation.Contracts;

/// <summary>
/// What a testbench drives into one instance of a unit, cycle by cycle, and what the golden model expects to come out. A vector is
/// the inputs of one cycle (or of several equal ones in a row) and the outputs just before the clock edge that ends it. Outputs
/// without an expectation are not compared: the contract leaves them open.
/// </summary>
public sealed class UnitTrace
{
    /// <summary>Bits of the repeat count in front of each stimulus word.</summary>
    internal const int RepeatBits = 20;

    private readonly Dictionary<string, int> _places = [];
    private readonly List<BigInteger?[]> _vectors = [];
    private readonly Dictionary<int, int> _repeats = [];
    private readonly Dictionary<(int Vector, int Place), BigInteger> _masks = [];
    private SplitMix64 _random;

    public UnitTrace(IReadOnlyList<UnitPort> ports, ulong seed)
    {
        Ports = [.. ports.Where(static port => port.Name != UnitPort.Clock)];
        for (var i = 0; i < Ports.Count; i++) _places[Ports[i].Name] = i;
        _random = new SplitMix64(seed);
    }

    /// <summary>Every port but the clock.</summary>
    public IReadOnlyList<UnitPort> Ports { get; }

    /// <summary>Vectors so far.</summary>
    public int Count => _vectors.Count;

    /// <summary>The generator's source of randomness.</summary>
    public ref SplitMix64 Random => ref _random;

    /// <summary>Drives an input in a vector; signed values may be negative.</summary>
    public void Set(int vector, string port, BigInteger value) => Put(vector, port, PortDirection.Input, value);

    public void Set(int vector, string port, bool value) => Set(vector, port, value ? 1 : 0);

    /// <summary>States what an output must be in a vector.</summary>
    public void Expect(int vector, string port, BigInteger value) => Put(vector, port, PortDirection.Output, value);

    public void Expect(int vector, string port, bool value) => Expect(vector, port, value ? 1 : 0);

    /// <summary>Drives some bits of an input; those never driven are noise.</summary>
    public void SetPart(int vector, string port, int low, int width, BigInteger value)
    {
        var before = this[vector, port] ?? Noise(Ports[_places[port]].Width);
        var mask = ((BigInteger.One << width) - 1) << low;
        Set(vector, port, before - (before & mask) | (value << low & mask));
    }

    /// <summary>States some bits of an output; the others stay open.</summary>
    public void ExpectPart(int vector, string port, int low, int width, BigInteger value)
    {
        var place = _places[port];
        var mask = ((BigInteger.One << width) - 1) << low;
        var known = _masks.GetValueOrDefault((vector, place));
        var before = known.IsZero ? BigInteger.Zero : this[vector, port]!.Value;
        Expect(vector, port, before - (before & mask) | (value << low & mask));
        _masks[(vector, place)] = known | mask;
    }

    /// <summary>States an output that the golden model may not know; nothing is stated for null.</summary>
    public void ExpectIfKnown(int vector, string port, long? value)
    {
        if (value is { } known) Expect(vector, port, known);
    }

    /// <summary>Takes back what was stated about outputs in a vector.</summary>
    public void Drop(int vector, params ReadOnlySpan<string> ports)
    {
        Grow(vector);
        foreach (var port in ports) _vectors[vector][_places[port]] = null;
    }

    /// <summary>Asserts the reset in a range of vectors.</summary>
    public void Reset(int vector, int length)
    {
        for (var i = 0; i < length; i++) Set(vector + i, UnitPort.Reset, 0);
    }

    /// <summary>Holds the inputs of a vector for several cycles; outputs are looked at in the first of them.</summary>
    public void Repeat(int vector, int cycles)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cycles, 1 << RepeatBits);
        Grow(vector);
        _repeats[vector] = cycles;
    }

    /// <summary>Gives every input that was left open its idle value: reset off, data at random, the rest 0.</summary>
    internal void Complete()
    {
        foreach (var values in _vectors)
        {
            for (var i = 0; i < Ports.Count; i++)
            {
                if (Ports[i].IsInput) values[i] ??= Ports[i].Name == UnitPort.Reset ? BigInteger.One : Ports[i].IsData ? Noise(Ports[i].Width) : BigInteger.Zero;
            }
        }
    }

    /// <summary>Uniform bits.</summary>
    public BigInteger Noise(int width)
    {
        var value = BigInteger.Zero;
        for (var have = 0; have < width; have += 32) value = value << 32 | (uint)(_random.Next() >> 32);
        return value & ((BigInteger.One << width) - 1);
    }

    /// <summary>Uniform in [low, high].</summary>
    public long Between(long low, long high) => low + (long)(_random.Next() % (ulong)(high - low + 1));

    public bool Chance(int percent) => _random.Next(100) < percent;

    /// <summary>Value of an input, or what an output must be; null where nothing was said.</summary>
    public BigInteger? this[int vector, string port] => vector < Count ? _vectors[vector][_places[port]] : null;

    /// <summary>The bits of an output that are stated.</summary>
    internal BigInteger MaskOf(int vector, UnitPort port) =>
        _masks.TryGetValue((vector, _places[port.Name]), out var mask) ? mask : (BigInteger.One << port.Width) - 1;

    /// <summary>Cycles that a vector lasts.</summary>
    internal int RepeatOf(int vector) => _repeats.GetValueOrDefault(vector, 1);

    /// <summary>The stimulus as $readmemh reads it: one word a vector, repeat count first, then the inputs in port order.</summary>
    internal byte[] ToStimulus()
    {
        var text = new StringBuilder();
        var width = RepeatBits + Ports.Where(static port => port.IsInput).Sum(static port => port.Width);
        for (var v = 0; v < Count; v++)
        {
            BigInteger word = RepeatOf(v);
            for (var i = 0; i < Ports.Count; i++)
            {
                if (Ports[i].IsInput) word = word << Ports[i].Width | _vectors[v][i]!.Value;
            }

            text.Append(Hex(word, width)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    internal static string Hex(BigInteger value, int width)
    {
        var digits = (width + 3) / 4;
        return value.ToString("x").TrimStart('0').PadLeft(digits, '0');
    }

    private void Put(int vector, string port, PortDirection direction, BigInteger value)
    {
        var place = _places[port];
        if (Ports[place].Direction != direction) throw new ArgumentException($"{port} is no {direction} of this unit.", nameof(port));
        Grow(vector);
        _vectors[vector][place] = Ports[place].Wrap(value);
    }

    private void Grow(int vector)
    {
        while (_vectors.Count <= vector) _vectors.Add(new BigInteger?[Ports.Count]);
    }
}
