using System.Numerics.Tensors;

namespace HwAgent.Core.Compression;

/// <summary>
/// The upper triangular U with <c>U^T U = (H + lambda I)^-1</c>, from which error feedback reads how an input's rounding error is made good by the inputs
/// behind it. Computed without the inverse: <c>H + lambda I = V V^T</c> with V upper triangular (Cholesky from the last row upwards), U = V^-1.
/// Only element by element products and sums, so that every machine gives the same bits.
/// </summary>
/// <param name="Size">Rows and columns.</param>
/// <param name="Values">Row-major, zeros below the diagonal.</param>
internal sealed record InverseFactor(int Size, double[] Values)
{
    private const int ParallelSize = 256;

    public double this[int row, int column] => Values[row * Size + column];

    /// <summary>Row <paramref name="row"/> from column <paramref name="from"/> to before <paramref name="to"/>.</summary>
    public ReadOnlySpan<double> Row(int row, int from, int to) => Values.AsSpan(row * Size + from, to - from);

    /// <param name="hessian">H.</param>
    /// <param name="order">Which input comes first, second and so on.</param>
    /// <param name="damping">lambda as a share of H's mean diagonal; above 0, which makes any H positive definite.</param>
    public static InverseFactor Of(InputHessian hessian, int[] order, double damping)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(damping);
        var size = hessian.Inputs;
        var mean = 0.0;
        for (var i = 0; i < size; i++) mean += hessian[i, i] / size;
        var lambda = mean > 0 ? damping * mean : 1; // without any activation all errors count alike
        var a = new double[size * size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++) a[i * size + j] = hessian[order[i], order[j]] + (i == j ? lambda : 0);
        Factorise(a, size);
        return new InverseFactor(size, Invert(a, size));
    }

    /// <summary>Leaves V^T in the lower triangle.</summary>
    private static void Factorise(double[] a, int size)
    {
        for (var k = size - 1; k >= 0; k--)
        {
            var pivot = a.AsSpan(k * size, k + 1);
            var root = Math.Sqrt(pivot[k]);
            if (!(root > 0)) throw new ArithmeticException("The damped Hessian is not positive definite: its activations are not finite.");
            TensorPrimitives.Divide(pivot, root, pivot);
            Each(k, i => TensorPrimitives.MultiplyAdd(a.AsSpan(k * size, i + 1), -a[k * size + i], a.AsSpan(i * size, i + 1), a.AsSpan(i * size, i + 1)));
        }
    }

    private static double[] Invert(double[] a, int size)
    {
        var inverse = new double[size * size];
        for (var i = size - 1; i >= 0; i--)
        {
            var row = inverse.AsSpan(i * size, size);
            for (var k = i + 1; k < size; k++) TensorPrimitives.MultiplyAdd(inverse.AsSpan(k * size + k, size - k), -a[k * size + i], row[k..], row[k..]);
            row[i] = 1;
            TensorPrimitives.Divide(row[i..], a[i * size + i], row[i..]);
        }

        return inverse;
    }

    private static void Each(int count, Action<int> body)
    {
        if (count >= ParallelSize) Parallel.For(0, count, body);
        else for (var i = 0; i < count; i++) body(i);
    }
}
