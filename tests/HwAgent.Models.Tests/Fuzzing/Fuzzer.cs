using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Tests.Fuzzing;

/// <summary>Runs a reader over many inputs and holds it to its two promises: it fails only with its own exceptions, and allocates little.</summary>
internal static class Fuzzer
{
    /// <summary>Allowed beside four times the file: objects, buffers, an exception with its stack.</summary>
    public const int FixedBytes = 64 * 1024;

    private const int FileFactor = 4;

    /// <param name="seed">Makes the inputs; a failure names the number of the input.</param>
    /// <param name="count">Inputs.</param>
    /// <param name="next">The next input.</param>
    /// <param name="read">Reads it and returns the bytes of weights that it handed out beside.</param>
    /// <returns>How many were read without complaint.</returns>
    public static int Run(int seed, int count, Func<Random, byte[]> next, Func<byte[], long> read)
    {
        var random = new Random(seed);
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            var input = next(random);
            // The runtime loads its own messages at the first exception: the first inputs run once before they are measured.
            if (i < 100) TryRead(input, read, out _, $"seed {seed}, input {i}");
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (TryRead(input, read, out var weights, $"seed {seed}, input {i}")) accepted++;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(
                allocated <= FileFactor * (long)input.Length + FixedBytes + weights,
                $"seed {seed}, input {i}: {allocated} bytes allocated for a file of {input.Length} and {weights} bytes of weights: {Convert.ToBase64String(input)}");
        }

        return accepted;
    }

    private static bool TryRead(byte[] input, Func<byte[], long> read, out long weights, string where)
    {
        weights = 0;
        try
        {
            weights = read(input);
            return true;
        }
        catch (Exception e) when (e is InvalidModelException or InvalidConfigException)
        {
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{where}: {e.Message} for {Convert.ToBase64String(input)}", e);
        }
    }
}
