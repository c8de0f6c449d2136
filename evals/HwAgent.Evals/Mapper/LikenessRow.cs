using MathNet.Numerics.Statistics;

namespace HwAgent.Evals.Mapper;

/// <summary>The latency of the general model over the exact cycles, on random products.</summary>
/// <param name="Dataflow">Of the arrays.</param>
/// <param name="Products">How many.</param>
/// <param name="Seed">Of everything random.</param>
/// <param name="Least">Smallest ratio.</param>
/// <param name="Tenth">A tenth of the ratios is below.</param>
/// <param name="Median">Half of the ratios is below.</param>
/// <param name="NineTenths">A tenth of the ratios is above.</param>
/// <param name="Largest">Largest ratio.</param>
/// <param name="Within5Percent">Part of the ratios from 0.95 to 1.05.</param>
/// <param name="Within10Percent">Part of the ratios from 0.9 to 1.1.</param>
public sealed record LikenessRow(string Dataflow, int Products, ulong Seed, double Least, double Tenth, double Median, double NineTenths, double Largest, double Within5Percent, double Within10Percent)
{
    /// <summary>The row of some ratios.</summary>
    public static LikenessRow Of(string dataflow, ulong seed, IReadOnlyList<double> ratios)
    {
        double[] sorted = [.. ratios.Order()];
        return new LikenessRow(
            dataflow, sorted.Length, seed, sorted[0], Quantile(0.1), SortedArrayStatistics.Median(sorted), Quantile(0.9), sorted[^1], Within(0.05), Within(0.1));

        double Quantile(double part) => SortedArrayStatistics.Quantile(sorted, part);

        double Within(double part) => sorted.Count(r => Math.Abs(r - 1) <= part) / (double)sorted.Length;
    }
}
