namespace HwAgent.Dataflow.Formats.ScaleSim;

/// <summary>
/// The cycles that SCALE-Sim v2 (22f88b1) reports for a product when no memory keeps the array waiting. It runs the folds of the product one after the
/// other, none overlapping the next, each with its own fill and drain, and reports the index of the last cycle, which is one less than their number.
/// A fold takes, for an array of R rows and C columns:
/// weight or input stationary: R cycles to load what stays, T to stream, R - 1 + C - 1 for the skew, so T + 2R + C - 2;
/// output stationary: T to stream and R - 1 + C - 1 for the skew, so T + R + C - 2; it lets the results leave behind the last operands.
/// T is M, N or K, whichever streams.
/// </summary>
public static class ScaleSimTiming
{
    /// <summary>Cycles of C[M,N] = A[M,K] * B[K,N].</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1.</exception>
    public static long StallFreeCycles(ScaleSimConfig config, long m, long n, long k)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(m, Math.Min(n, k)), 1);
        long rows = config.Rows, columns = config.Columns;
        return config.Dataflow switch
        {
            ScaleSimDataflow.WeightStationary => Folds(k, n, m + (2 * rows) + columns - 2),
            ScaleSimDataflow.InputStationary => Folds(k, m, n + (2 * rows) + columns - 2),
            _ => Folds(m, n, k + rows + columns - 2),
        };

        long Folds(long overRows, long overColumns, long cycles) => checked((CeilingDivide(overRows, rows) * CeilingDivide(overColumns, columns) * cycles) - 1);
    }

    private static long CeilingDivide(long a, long b) => ((a - 1) / b) + 1;
}
