using CsCheck;
using HwAgent.Core.Decoding;
using HwAgent.Core.Models;

namespace HwAgent.Core.Tests.Decoding;

public sealed class TokenSamplerTests
{
    private static readonly float[] Logits = [1, 3, 2, 3, -1];

    [Fact]
    public void Largest_Ties_IsLowestId() => Assert.Equal(1, TokenSampler.Largest(Logits));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Largest_NoNumber_SaysWhichToken(float value)
    {
        var error = Assert.Throws<InvalidModelException>(() => TokenSampler.Largest([0, 1, value, 5]));
        Assert.Contains("token 2", error.Message);
    }

    [Fact]
    public void Distribution_Greedy_IsCertain() => Assert.Equal([0, 1, 0, 0, 0], Distribution(new SamplingOptions()));

    [Fact]
    public void Distribution_Temperature2_IsSoftmaxOfHalvedLogits()
    {
        var weights = Logits.Select(x => Math.Exp(x / 2)).ToArray();
        var found = Distribution(new SamplingOptions(2));
        for (var i = 0; i < weights.Length; i++) Assert.Equal(weights[i] / weights.Sum(), found[i], 1e-14);
    }

    /// <summary>Tokens 1 and 3 are equally probable: the lower id stays.</summary>
    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 3 })]
    [InlineData(3, new[] { 1, 2, 3 })]
    [InlineData(9, new[] { 0, 1, 2, 3, 4 })]
    public void Distribution_TopK_KeepsKMostProbable(int k, int[] expected) => Assert.Equal(expected, Kept(new SamplingOptions(1, k)));

    /// <summary>Probabilities by hand: e^3, e^3, e^2, e, 1/e over their sum 50.65, that is 0.397, 0.397, 0.146, 0.054, 0.007.</summary>
    [Theory]
    [InlineData(0.3, new[] { 1 })]
    [InlineData(0.5, new[] { 1, 3 })]
    [InlineData(0.93, new[] { 1, 2, 3 })]
    [InlineData(0.95, new[] { 0, 1, 2, 3 })]
    [InlineData(1.0, new[] { 0, 1, 2, 3, 4 })]
    public void Distribution_TopP_KeepsFewestThatReachIt(double p, int[] expected) => Assert.Equal(expected, Kept(new SamplingOptions(1, 0, p)));

    /// <summary>Of the two that top-k leaves, each has one half: 0.5 needs one of them, 0.51 both.</summary>
    [Theory]
    [InlineData(0.5, new[] { 1 })]
    [InlineData(0.51, new[] { 1, 3 })]
    public void Distribution_TopKAndTopP_TopPIsOfWhatTopKLeaves(double p, int[] expected) => Assert.Equal(expected, Kept(new SamplingOptions(1, 2, p)));

    /// <summary>Against a full sort, on logits with many ties.</summary>
    [Fact]
    public void Distribution_AnyLogits_EqualsFullSort() =>
        Gen.Select(Gen.Int[-6, 6].Array[1, 40], Gen.Int[0, 45], Gen.Double[0.01, 1], Gen.Double[0.2, 3]).Sample((values, k, p, temperature) =>
        {
            var logits = values.Select(v => v / 2f).ToArray();
            var weights = logits.Select(x => Math.Exp((x - logits.Max()) / temperature)).ToArray();
            var order = Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i]).ThenBy(i => i).Take(k == 0 ? weights.Length : k).ToList();
            var total = order.Sum(i => weights[i]);
            var (kept, sum) = (new List<int>(), 0.0);
            foreach (var id in order)
            {
                // At the very edge the order of a sum decides: nothing to compare there.
                if (kept.Count > 0 && Math.Abs(sum - p * total) < 1e-9 * total) return;
                if (kept.Count > 0 && sum >= p * total) break;
                kept.Add(id);
                sum += weights[id];
            }

            var found = new double[logits.Length];
            new TokenSampler(new SamplingOptions(temperature, k, p), logits.Length).Distribution(logits, found);
            for (var i = 0; i < found.Length; i++) Assert.Equal(k == 1 ? (i == order[0] ? 1 : 0) : kept.Contains(i) ? weights[i] / sum : 0, found[i], 1e-12);
        }, iter: 5000);

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.249, 1)]
    [InlineData(0.25, 3)]
    [InlineData(0.999999, 3)]
    public void Draw_Uniform_IsTokenAtWhichRunningSumPassesIt(double uniform, int expected) =>
        Assert.Equal(expected, TokenSampler.Draw([0, 0.5, 0, 1.5, 0], uniform));

    [Theory]
    [InlineData(-1, 0, 1.0)]
    [InlineData(double.NaN, 0, 1.0)]
    [InlineData(1, -1, 1.0)]
    [InlineData(1, 0, 0.0)]
    [InlineData(1, 0, 1.5)]
    public void Constructor_OptionOutOfRange_Throws(double temperature, int k, double p) =>
        Assert.Throws<ArgumentException>(() => new TokenSampler(new SamplingOptions(temperature, k, p), 4));

    private static double[] Distribution(SamplingOptions options)
    {
        var found = new double[Logits.Length];
        new TokenSampler(options, Logits.Length).Distribution(Logits, found);
        return found;
    }

    private static IEnumerable<int> Kept(SamplingOptions options) => Distribution(options).Index().Where(p => p.Item > 0).Select(p => p.Index);
}
