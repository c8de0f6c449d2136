using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Tests.Hardware;

public class AreaModelTests
{
    [Fact]
    public void Predict_FittedConfigurations_IsWithinAQuarterPercent() =>
        Assert.All(AreaSamples.All.Where(s => s.IsFit), s => Assert.InRange(Error(s.Parameters, s.Units), -0.0025, 0.0025));

    [Fact]
    public void Predict_HeldOutConfigurations_IsWithinHalfAPercent() =>
        Assert.All(AreaSamples.All.Where(s => !s.IsFit), s => Assert.InRange(Error(s.Parameters, s.Units), -0.005, 0.005));

    [Fact]
    public void Predict_Units_AddUpToTheTotal()
    {
        var area = AreaModel.Predict(new AcceleratorParameters());
        Assert.Equal(area.GateEquivalents, area.ByUnit.Values.Sum(), 1e-6);
        Assert.Equal(area.GateEquivalents, AreaModel.GateEquivalents(new AcceleratorParameters()), 1e-6);
        Assert.Equal(AreaFeatures.All.Select(f => f.Unit).Distinct().Order(StringComparer.Ordinal), area.ByUnit.Keys);
    }

    /// <summary>The coefficients are what the samples give: least squares of the relative error, unit by unit.</summary>
    [Fact]
    public void Coefficients_FittedAgain_AreTheSame()
    {
        var samples = AreaSamples.All.Where(s => s.IsFit).ToArray();
        foreach (var unit in AreaFeatures.All.GroupBy(f => f.Unit))
        {
            // Buffers that became flip-flops occur in the lanes alone; the others take over what a bit of them costs there.
            var features = unit.Where(f => f.Name != "register_file_bit" || f.Unit == "lane").ToArray();
            var rows = samples.Select(s => features.Select(f => f.Of(s.Parameters) / (s.Units[unit.Key] + 1)).ToArray()).ToArray();
            var fitted = NonNegativeLeastSquares.Solve(rows, [.. samples.Select(s => s.Units[unit.Key] / (s.Units[unit.Key] + 1))]);
            for (var i = 0; i < features.Length; i++)
            {
                var used = AreaCoefficients.GateEquivalents[features[i].Key];
                Assert.True(Math.Abs(fitted[i] - used) <= 0.002 + (used * 0.001), $"{features[i].Key}: {fitted[i]:R}, used {used:R}");
            }
        }

        Assert.Equal(AreaFeatures.All.Select(f => f.Key).Order(StringComparer.Ordinal), AreaCoefficients.GateEquivalents.Keys.Order(StringComparer.Ordinal));
    }

    private static double Error(AcceleratorParameters parameters, IReadOnlyDictionary<string, double> units) => AreaModel.Predict(parameters).GateEquivalents / units.Values.Sum() - 1;
}
