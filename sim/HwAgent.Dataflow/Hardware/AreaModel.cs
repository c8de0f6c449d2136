namespace HwAgent.Dataflow.Hardware;

/// <summary>Area of the logic, predicted from the parameters without synthesis.</summary>
public static class AreaModel
{
    private static readonly (AreaFeature Feature, double GateEquivalents)[] Terms = [.. AreaFeatures.All.Select(f => (f, AreaCoefficients.GateEquivalents[f.Key]))];

    public static AreaPrediction Predict(AcceleratorParameters parameters)
    {
        var units = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (feature, each) in Terms) units[feature.Unit] = units.GetValueOrDefault(feature.Unit) + each * feature.Of(parameters);
        return new AreaPrediction(units.Values.Sum(), units);
    }

    /// <summary>The total alone.</summary>
    public static double GateEquivalents(AcceleratorParameters parameters)
    {
        double total = 0;
        foreach (var (feature, each) in Terms) total += each * feature.Of(parameters);
        return total;
    }
}
