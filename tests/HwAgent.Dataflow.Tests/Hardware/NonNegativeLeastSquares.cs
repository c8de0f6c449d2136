namespace HwAgent.Dataflow.Tests.Hardware;

/// <summary>Coordinate descent on the normal equations, each coefficient kept at 0 or above (the problem is convex, so it ends at the optimum).</summary>
internal static class NonNegativeLeastSquares
{
    /// <param name="rows">One row a sample.</param>
    /// <param name="values">One a sample.</param>
    /// <returns>One coefficient a column.</returns>
    public static double[] Solve(IReadOnlyList<double[]> rows, IReadOnlyList<double> values)
    {
        var n = rows[0].Length;
        var gram = new double[n, n];
        var right = new double[n];
        for (var s = 0; s < rows.Count; s++)
        {
            for (var i = 0; i < n; i++)
            {
                right[i] += rows[s][i] * values[s];
                for (var j = 0; j < n; j++) gram[i, j] += rows[s][i] * rows[s][j];
            }
        }

        var x = new double[n];
        for (var round = 0; round < 200_000; round++)
        {
            double moved = 0;
            for (var i = 0; i < n; i++)
            {
                if (gram[i, i] == 0) continue;
                var rest = right[i];
                for (var j = 0; j < n; j++) rest -= gram[i, j] * x[j];
                var next = Math.Max(0, x[i] + (rest / gram[i, i]));
                moved = Math.Max(moved, Math.Abs(next - x[i]) * Math.Sqrt(gram[i, i]));
                x[i] = next;
            }

            if (moved < 1e-9) break;
        }

        return x;
    }
}
