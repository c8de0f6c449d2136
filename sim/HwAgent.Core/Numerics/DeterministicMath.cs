namespace HwAgent.Core.Numerics;

/// <summary>
/// Elementary functions made of IEEE 754 additions, multiplications, divisions and exact scalings only, so that tables and scales come out with the same
/// bits on every machine. <see cref="Math.Sin"/>, <see cref="Math.Pow"/> and their kind call the platform's C library, which differs in the last bit.
/// Errors below 2e-14, relative for powers and absolute for the others.
/// </summary>
public static class DeterministicMath
{
    /// <summary>ln 2, log2 e and the parts of pi/2, the first of which have 33 bits, so that products with integers below 2^20 are exact.</summary>
    private const double Ln2 = 0.69314718055994530942;
    private const double Log2E = 1.4426950408889634074;
    private const double TwoOverPi = 0.63661977236758134308;
    private const double HalfPiHigh = 1.57079632673412561417e+00;
    private const double HalfPiMiddle = 6.07710050630396597660e-11;
    private const double HalfPiLow = 2.02226624879595063154e-21;

    /// <summary>2^x, by the exponential series of the fraction's part.</summary>
    public static double Exp2(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 1100) return double.PositiveInfinity;
        if (x < -1200) return 0;
        var whole = Math.Floor(x + 0.5);
        var r = (x - whole) * Ln2;
        var sum = 1.0;
        for (var n = 15; n > 0; n--) sum = 1 + sum * r / n;
        return Math.ScaleB(sum, (int)whole);
    }

    public static double Exp(double x) => Exp2(x * Log2E);

    /// <summary>log2 x for x above 0: <c>ln m = 2 artanh((m-1)/(m+1))</c> of the mantissa.</summary>
    public static double Log2(double x)
    {
        if (!(x > 0) || !double.IsFinite(x)) throw new ArgumentOutOfRangeException(nameof(x), x, "The logarithm takes positive, finite numbers.");
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        var z = (mantissa - 1) / (mantissa + 1);
        var sum = 0.0;
        for (var n = 25; n > 0; n -= 2) sum = sum * z * z + 1.0 / n;
        return exponent + 2 * z * sum / Ln2;
    }

    /// <summary>ln x for x above 0.</summary>
    public static double Log(double x) => Log2(x) * Ln2;

    /// <summary>x^y for x above 0.</summary>
    public static double Pow(double x, double y) => Exp2(y * Log2(x));

    /// <summary>Sine and cosine of |x| up to 10^6 radians.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        if (!(Math.Abs(x) <= 1e6)) throw new ArgumentOutOfRangeException(nameof(x), x, "Angles go up to 10^6 radians.");
        var quarter = Math.Floor(x * TwoOverPi + 0.5);
        var r = x - quarter * HalfPiHigh - quarter * HalfPiMiddle - quarter * HalfPiLow;
        double square = r * r, sin = 1, cos = 1;
        for (var n = 18; n > 0; n -= 2)
        {
            sin = 1 - sin * square / (n * (n + 1));
            cos = 1 - cos * square / (n * (n - 1));
        }

        sin *= r;
        return ((long)quarter & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    public static double Tanh(double x) => x < 0 ? -Tanh(-x) : x > 30 ? 1 : 1 - 2 / (Exp(2 * x) + 1);

    /// <summary>erf by its Taylor series near 0 and the continued fraction of erfc beyond (Abramowitz and Stegun 7.1.6, 7.1.14).</summary>
    public static double Erf(double x)
    {
        var z = Math.Abs(x);
        if (z > 6) return Math.Sign(x);
        double value;
        if (z < 2.5)
        {
            double term = z, sum = z;
            for (var n = 1; n < 60; n++)
            {
                term *= 2 * z * z / (2 * n + 1);
                sum += term;
            }

            value = 1.1283791670955125739 * Exp(-z * z) * sum;
        }
        else
        {
            var fraction = 0.0;
            for (var n = 80; n > 0; n--) fraction = n / 2.0 / (z + fraction);
            value = 1 - 0.56418958354775628695 * Exp(-z * z) / (z + fraction);
        }

        return x < 0 ? -value : value;
    }
}
