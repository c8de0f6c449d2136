namespace HwAgent.Dataflow.Formats;

/// <summary>A coordinate of a tensor that is a weighted sum of loop indices, as convolutions have them: x = stride * p + dilation * r.</summary>
internal static class SummedCoordinate
{
    /// <summary>What to do where <see cref="IsDistinct"/> says no.</summary>
    public const string Advice = "this model has products in which each loop indexes a tensor or does not; write the layer out as a matrix product (im2col) if its copies of the input are really stored and moved";

    /// <summary>
    /// Whether every point of the loops has a coordinate of its own, as with 1x1 kernels, patches that do not overlap and results of one point. Then the sum
    /// indexes the tensor exactly as its loops do one by one. Enough for it: each weight exceeds the reach of all smaller ones together.
    /// </summary>
    public static bool IsDistinct(IEnumerable<(long Size, long Weight)> terms)
    {
        Int128 reach = 0;
        foreach (var (size, weight) in terms.Where(t => t.Size > 1).OrderBy(t => t.Weight))
        {
            if (weight <= reach) return false;
            reach += (Int128)weight * (size - 1);
        }

        return true;
    }
}
