using HwAgent.Evals.Mapper.Rival;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>All ways to write a dimension's size as a product of one whole number a loop.</summary>
internal static class IndexFactors
{
    /// <summary>The ways, each with a factor for every loop, outermost first.</summary>
    /// <param name="size">Of the dimension, at least 1; a multiple of what is fixed.</param>
    /// <param name="isFixed">By loop: the factor that it must have; null: free.</param>
    /// <param name="most">By loop: the largest factor that it may have.</param>
    /// <returns>None when what is fixed does not divide the size, or leaves a rest for which there is no loop.</returns>
    public static List<long[]> Of(long size, IReadOnlyList<long?> isFixed, IReadOnlyList<long> most)
    {
        var found = new List<long[]>();
        var left = isFixed.Aggregate<long?, long?>(size, (rest, factor) => rest % (factor ?? 1) == 0 ? rest / (factor ?? 1) : null);
        if (left is not { } rest) return found;
        var divisors = Divisors(rest);
        var factors = new long[isFixed.Count];
        Fill(0, rest);
        return found;

        void Fill(int loop, long rest)
        {
            if (loop == factors.Length)
            {
                if (rest == 1) found.Add((long[])factors.Clone());
                return;
            }

            if (isFixed[loop] is { } only)
            {
                factors[loop] = only;
                Fill(loop + 1, rest);
                return;
            }

            foreach (var factor in divisors)
            {
                if (factor > most[loop] || factor > rest) break;
                if (rest % factor != 0) continue;
                factors[loop] = factor;
                Fill(loop + 1, rest / factor);
            }
        }
    }

    private static long[] Divisors(long number)
    {
        long[] divisors = [1];
        foreach (var powers in PrimeFactors.Of(number).GroupBy(p => p))
        {
            var multiples = Enumerable.Range(0, powers.Count() + 1).Select(n => (long)Math.Pow(powers.Key, n)).ToArray();
            divisors = [.. divisors.SelectMany(d => multiples.Select(m => d * m))];
        }

        return [.. divisors.Order()];
    }
}
