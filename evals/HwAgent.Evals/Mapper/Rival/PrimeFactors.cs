namespace HwAgent.Evals.Mapper.Rival;

/// <summary>Prime factors, as peers cut dimensions.</summary>
internal static class PrimeFactors
{
    /// <summary>By rising size; none for 1.</summary>
    public static long[] Of(long number)
    {
        var found = new List<long>();
        for (var prime = 2L; prime * prime <= number; prime++)
        {
            for (; number % prime == 0; number /= prime) found.Add(prime);
        }

        if (number > 1) found.Add(number);
        return [.. found];
    }
}
