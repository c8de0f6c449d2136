using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// Several rows of activations times blocks of 8-bit weights: prompts, where arithmetic is the limit. Six rows times two vectors of outputs are
/// twelve sums, and two weights and one activation fill the sixteen registers: each weight that is loaded is used six times.
/// </summary>
internal static unsafe class TileKernel
{
    /// <summary>Rows of the largest tile.</summary>
    public const int MaxRows = 6;

    /// <summary>Rows of the tile that takes what is left over: the smallest kernel that holds them.</summary>
    public static int RowsFor(int rows) => rows switch { >= 5 => 6, >= 3 => 4, _ => rows };

    /// <summary>Adds the products of a tile of rows and a stretch of a panel to the rows' sums.</summary>
    /// <param name="rows">1, 2, 4 or 6.</param>
    /// <param name="activations">Unsigned (offset by 128); four inputs of each row in turn, then the next four.</param>
    /// <param name="blocks">Blocks of 8-bit weights.</param>
    /// <param name="count">How many.</param>
    /// <param name="sums">16 a row.</param>
    public static void Multiply<TDot>(int rows, byte* activations, byte* blocks, int count, int* sums)
        where TDot : struct, IDotProduct
    {
        switch (rows)
        {
            case 1:
                RowKernel.Multiply<Width8, TDot>(activations, blocks, new PanelLayout(count, 0, 0), sums);
                break;
            case 2:
                MultiplyTwo<TDot>((int*)activations, (sbyte*)blocks, count, sums);
                break;
            case 4:
                MultiplyFour<TDot>((int*)activations, (sbyte*)blocks, count, sums);
                break;
            default:
                MultiplySix<TDot>((int*)activations, (sbyte*)blocks, count, sums);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplySix<TDot>(int* a, sbyte* w, int count, int* sums)
        where TDot : struct, IDotProduct
    {
        Vector256<int> r0 = Vector256.Load(sums), r1 = Vector256.Load(sums + 16), r2 = Vector256.Load(sums + 32);
        Vector256<int> r3 = Vector256.Load(sums + 48), r4 = Vector256.Load(sums + 64), r5 = Vector256.Load(sums + 80);
        Vector256<int> q0 = Vector256.Load(sums + 8), q1 = Vector256.Load(sums + 24), q2 = Vector256.Load(sums + 40);
        Vector256<int> q3 = Vector256.Load(sums + 56), q4 = Vector256.Load(sums + 72), q5 = Vector256.Load(sums + 88);
        for (var end = w + (nint)count * PanelLayout.WideBlockBytes; w < end; w += 64, a += 6)
        {
            var low = Vector256.Load(w);
            var high = Vector256.Load(w + 32);
            var row = Vector256.Create(a[0]).AsByte();
            r0 = TDot.Add(r0, row, low);
            q0 = TDot.Add(q0, row, high);
            row = Vector256.Create(a[1]).AsByte();
            r1 = TDot.Add(r1, row, low);
            q1 = TDot.Add(q1, row, high);
            row = Vector256.Create(a[2]).AsByte();
            r2 = TDot.Add(r2, row, low);
            q2 = TDot.Add(q2, row, high);
            row = Vector256.Create(a[3]).AsByte();
            r3 = TDot.Add(r3, row, low);
            q3 = TDot.Add(q3, row, high);
            row = Vector256.Create(a[4]).AsByte();
            r4 = TDot.Add(r4, row, low);
            q4 = TDot.Add(q4, row, high);
            row = Vector256.Create(a[5]).AsByte();
            r5 = TDot.Add(r5, row, low);
            q5 = TDot.Add(q5, row, high);
        }

        r0.Store(sums);
        q0.Store(sums + 8);
        r1.Store(sums + 16);
        q1.Store(sums + 24);
        r2.Store(sums + 32);
        q2.Store(sums + 40);
        r3.Store(sums + 48);
        q3.Store(sums + 56);
        r4.Store(sums + 64);
        q4.Store(sums + 72);
        r5.Store(sums + 80);
        q5.Store(sums + 88);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour<TDot>(int* a, sbyte* w, int count, int* sums)
        where TDot : struct, IDotProduct
    {
        Vector256<int> r0 = Vector256.Load(sums), r1 = Vector256.Load(sums + 16), r2 = Vector256.Load(sums + 32), r3 = Vector256.Load(sums + 48);
        Vector256<int> q0 = Vector256.Load(sums + 8), q1 = Vector256.Load(sums + 24), q2 = Vector256.Load(sums + 40), q3 = Vector256.Load(sums + 56);
        for (var end = w + (nint)count * PanelLayout.WideBlockBytes; w < end; w += 64, a += 4)
        {
            var low = Vector256.Load(w);
            var high = Vector256.Load(w + 32);
            var row = Vector256.Create(a[0]).AsByte();
            r0 = TDot.Add(r0, row, low);
            q0 = TDot.Add(q0, row, high);
            row = Vector256.Create(a[1]).AsByte();
            r1 = TDot.Add(r1, row, low);
            q1 = TDot.Add(q1, row, high);
            row = Vector256.Create(a[2]).AsByte();
            r2 = TDot.Add(r2, row, low);
            q2 = TDot.Add(q2, row, high);
            row = Vector256.Create(a[3]).AsByte();
            r3 = TDot.Add(r3, row, low);
            q3 = TDot.Add(q3, row, high);
        }

        r0.Store(sums);
        q0.Store(sums + 8);
        r1.Store(sums + 16);
        q1.Store(sums + 24);
        r2.Store(sums + 32);
        q2.Store(sums + 40);
        r3.Store(sums + 48);
        q3.Store(sums + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTwo<TDot>(int* a, sbyte* w, int count, int* sums)
        where TDot : struct, IDotProduct
    {
        Vector256<int> r0 = Vector256.Load(sums), q0 = Vector256.Load(sums + 8), r1 = Vector256.Load(sums + 16), q1 = Vector256.Load(sums + 24);
        Vector256<int> s0 = default, t0 = default, s1 = default, t1 = default;
        for (var end = w + (nint)count * PanelLayout.WideBlockBytes; w < end; w += 128, a += 4)
        {
            var low = Vector256.Load(w);
            var high = Vector256.Load(w + 32);
            var row = Vector256.Create(a[0]).AsByte();
            r0 = TDot.Add(r0, row, low);
            q0 = TDot.Add(q0, row, high);
            row = Vector256.Create(a[1]).AsByte();
            r1 = TDot.Add(r1, row, low);
            q1 = TDot.Add(q1, row, high);
            low = Vector256.Load(w + 64);
            high = Vector256.Load(w + 96);
            row = Vector256.Create(a[2]).AsByte();
            s0 = TDot.Add(s0, row, low);
            t0 = TDot.Add(t0, row, high);
            row = Vector256.Create(a[3]).AsByte();
            s1 = TDot.Add(s1, row, low);
            t1 = TDot.Add(t1, row, high);
        }

        (r0 + s0).Store(sums);
        (q0 + t0).Store(sums + 8);
        (r1 + s1).Store(sums + 16);
        (q1 + t1).Store(sums + 24);
    }
}
