namespace HwAgent.Core.Numerics;

/// <summary>
/// e^x in double for softmax over large vocabularies: as <see cref="DeterministicMath.Exp"/> made of additions, multiplications and exact scalings only, but
/// without a division: 2^(k + j/64 + r) is a scaling, an entry of a table and a polynomial of r. Relative error below 1e-14.
/// </summary>
public static class Exponential
{
    private const int Steps = 64;
    private const double StepsPerUnit = Steps * 1.4426950408889634074;

    /// <summary>ln 2 / 64 in two parts, the first with 32 trailing zeros, so that its products with whole numbers are exact.</summary>
    private const double StepHigh = 6.93147180369123816490e-01 / Steps;
    private const double StepLow = 1.90821492927058770002e-10 / Steps;

    /// <summary>2^(j/64).</summary>
    private static readonly double[] Table = [.. Enumerable.Range(0, Steps).Select(j => DeterministicMath.Exp2((double)j / Steps))];

    /// <param name="x">At most 0; below -700 the answer is 0.</param>
    public static double OfNegative(double x)
    {
        if (x < -700) return 0;
        var whole = (int)Math.Floor(x * StepsPerUnit + 0.5);
        var r = x - whole * StepHigh - whole * StepLow;
        var power = 1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120)))));
        return power * Table[whole & (Steps - 1)] * BitConverter.Int64BitsToDouble((long)((whole >> 6) + 1023) << 52);
    }
}
