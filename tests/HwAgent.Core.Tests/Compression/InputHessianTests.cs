using HwAgent.Core.Compression;

namespace HwAgent.Core.Tests.Compression;

public sealed class InputHessianTests
{
    [Fact]
    public void Add_TwoRows_GivesTwiceTheMeanOuterProduct()
    {
        var hessian = new InputHessian(2);
        hessian.Add([1, 2, 3, -4]);

        // (1*1 + 3*3), (1*2 + 3*-4), (2*2 + 4*4), each times 2/2
        Assert.Equal([10, -10, -10, 20], new[] { hessian[0, 0], hessian[0, 1], hessian[1, 0], hessian[1, 1] });
        Assert.Equal(2, hessian.Rows);
    }

    /// <summary>Rows weighted r count r times: the same as r copies of them.</summary>
    [Fact]
    public void Add_VisualRowsOfWeightThree_EqualsThreeCopiesOfThem()
    {
        var rows = RandomModels.CorrelatedRows(10, 5, 3);
        var weighted = new InputHessian(5);
        weighted.Add(rows, visualRows: 4, visualWeight: 3);
        var copied = new InputHessian(5);
        copied.Add(rows);
        copied.Add(rows.AsSpan(0, 20));
        copied.Add(rows.AsSpan(0, 20));

        for (var i = 0; i < 5; i++)
            for (var j = 0; j < 5; j++) Assert.Equal(copied[i, j], weighted[i, j], 1e-9);
    }

    [Fact]
    public void MeanSquare_AnyError_IsTheMeanSquareOfTheOutputsChange()
    {
        const int width = 70;
        var rows = RandomModels.CorrelatedRows(200, width, 4);
        var hessian = new InputHessian(width);
        hessian.Add(rows);
        var error = RandomModels.Layer(1, width, 5).Values.Select(value => (double)value).ToArray();

        var expected = Enumerable.Range(0, 200).Average(row => Math.Pow(error.Select((e, i) => e * rows[row * width + i]).Sum(), 2));
        Assert.Equal(expected, hessian.MeanSquare(error), expected * 1e-9);
    }

    [Fact]
    public void Add_RaggedRows_Throws() => Assert.Throws<ArgumentException>(() => new InputHessian(3).Add([1, 2, 3, 4]));
}
