namespace HwAgent.Models.Tests;

/// <summary>Agreement of two float32 computations of the same values.</summary>
internal static class Close
{
    /// <summary>Asserts that no value is further off than a part of the largest expected magnitude.</summary>
    public static void Assert(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double relative)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        double largest = 0, worst = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            Xunit.Assert.True(float.IsFinite(expected[i]) && float.IsFinite(actual[i]), $"value {i}: expected {expected[i]}, got {actual[i]}");
            largest = Math.Max(largest, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        }

        Xunit.Assert.True(worst <= relative * largest, $"the largest difference is {worst}, the largest value {largest}: {worst / largest:E2} is more than {relative:E2}");
    }
}
