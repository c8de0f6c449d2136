using CsCheck;
using HwAgent.Dataflow.Search;

namespace HwAgent.Dataflow.Tests.Search;

public class ProductBoundTests
{
    private static readonly Gen<(double Cycles, double Energy)[]> Designs = Gen.Select(Gen.Double[1e3, 1e9], Gen.Double[1e6, 1e12]).Array[1, 12];

    private static readonly Gen<Preference[]> Weights = Gen.Select(Gen.Double[1e6, 1e12], Gen.Double[1e3, 1e9], (energy, cycles) => Preference.Product(cycles, energy)).Array[0, 6];

    [Fact]
    public void Least_SumsThatNoDesignGoesBelow_IsNotAboveTheLeastProduct() =>
        Gen.Select(Designs, Weights).Sample((designs, weights) =>
        {
            var bound = new ProductBound();
            var before = 0.0;
            foreach (var preference in weights.Prepend(Preference.Energy).Prepend(Preference.Latency))
            {
                bound.Add(preference, designs.Min(d => preference.Of(d.Cycles, d.Energy)));
                if (preference == Preference.Latency) continue;
                var (cycles, energy) = bound.Least();
                Assert.InRange(cycles * energy, before * (1 - 1e-6), designs.Min(d => d.Cycles * d.Energy) * (1 + 1e-6));
                before = cycles * energy;
            }
        }, seed: "0000000000007", iter: 2000);

    /// <summary>Lines through the corners that are too low lead to the best of the designs itself.</summary>
    [Fact]
    public void Least_LinesThroughItsCorners_LeadToTheLeastProduct() =>
        Designs.Sample(designs =>
        {
            var bound = new ProductBound();
            bound.Add(Preference.Latency, designs.Min(d => d.Cycles));
            bound.Add(Preference.Energy, designs.Min(d => d.Energy));
            for (var i = 0; i < 40; i++)
            {
                var (cycles, energy) = bound.Least();
                var weights = Preference.Product(cycles, energy);
                bound.Add(weights, designs.Min(d => weights.Of(d.Cycles, d.Energy)));
            }

            var corner = bound.Least();
            var best = designs.Min(d => d.Cycles * d.Energy);
            Assert.InRange(corner.Cycles * corner.Energy, best * (1 - 1e-3), best * (1 + 1e-6));
        }, seed: "0000000000007", iter: 300);
}
