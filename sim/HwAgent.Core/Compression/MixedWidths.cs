namespace HwAgent.Core.Compression;

/// <summary>Sizes of a model of mixed widths.</summary>
public static class MixedWidths
{
    extension(IMixedModel model)
    {
        /// <summary>Weights, a tied head counted once.</summary>
        public long WeightCount => model.Matrices.Values.Sum(linear => (long)linear.Values.Length);

        /// <summary>Mean width of a weight, scales left out.</summary>
        public double MeanBits => Mean(model, _ => true);

        /// <summary>Mean width of a weight of one component, scales left out.</summary>
        public double ComponentBits(Models.ModelComponent component) => Mean(model, matrix => matrix.Component == component);

        /// <summary>Cost of everything.</summary>
        public long Cost(IUnitCost cost) =>
            model.Matrices.Sum(entry => Enumerable.Range(0, entry.Value.Outputs).Sum(row => cost.Cost(new RowRange(entry.Key, row, 1, entry.Value.Inputs), entry.Value.RowBits[row])));
    }

    private static double Mean(IMixedModel model, Func<WeightMatrix, bool> wanted)
    {
        var matrices = model.Matrices.Where(entry => wanted(entry.Key)).Select(entry => entry.Value).ToList();
        return matrices.Sum(linear => linear.RowBits.Sum(bits => (double)bits * linear.Inputs)) / matrices.Sum(linear => (double)linear.Values.Length);
    }
}
