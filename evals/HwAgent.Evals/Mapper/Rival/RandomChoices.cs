using HwAgent.Core.Numerics;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>Random choices of one seed.</summary>
internal sealed class RandomChoices(ulong seed)
{
    private SplitMix64 _random = new(seed);

    /// <summary>Uniform in [0, bound).</summary>
    public int Below(int bound) => _random.Next(bound);

    /// <summary>Uniform in [least, most].</summary>
    public int Between(int least, int most) => least + _random.Next(most - least + 1);

    /// <summary>In [1, most], each power of two as likely as the next.</summary>
    public long LogUniform(long most) => Math.Clamp((long)Math.Exp(_random.NextDouble() * Math.Log(most + 1.0)), 1, most);

    /// <summary>Uniform in [0, 1).</summary>
    public double Share() => _random.NextDouble();

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>One of them.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[_random.Next(items.Length)];

    /// <summary>Puts them into a random order (Fisher and Yates).</summary>
    public T[] Shuffle<T>(T[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = _random.Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }

        return items;
    }
}
