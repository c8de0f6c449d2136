using HwAgent.Core.Compression;

namespace HwAgent.Core.Tests.Compression;

public sealed class InverseFactorTests
{
    /// <summary>Beyond 256 the rows of a step are shared out to threads.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(300)]
    public void Of_DampedHessian_TransposedTimesItselfIsTheInverse(int size)
    {
        var hessian = new InputHessian(size);
        hessian.Add(RandomModels.CorrelatedRows(2 * size, size, 7));
        var order = Enumerable.Range(0, size).Reverse().ToArray();
        var factor = InverseFactor.Of(hessian, order, 0.01);

        var lambda = 0.01 * hessian.Diagonal().Average();
        var worst = 0.0;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < i; j++) Assert.Equal(0, factor[i, j]);
            // Row i of (H + lambda) times column j of U^T U must be the unit matrix; H + lambda = (U^T U)^-1.
            var row = Enumerable.Range(0, size).Select(k => hessian[order[i], order[k]] + (i == k ? lambda : 0)).ToArray();
            var left = new double[size];
            for (var m = 0; m < size; m++) left[m] = Enumerable.Range(0, size).Sum(k => row[k] * factor[m, k]);
            for (var j = 0; j < size; j++) worst = Math.Max(worst, Math.Abs(Enumerable.Range(0, size).Sum(m => left[m] * factor[m, j]) - (i == j ? 1 : 0)));
        }

        Assert.InRange(worst, 0, 1e-9);
    }

    [Fact]
    public void Of_NoActivations_IsTheUnitMatrix()
    {
        var factor = InverseFactor.Of(new InputHessian(3), [0, 1, 2], 0.01);
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], factor.Values);
    }
}
