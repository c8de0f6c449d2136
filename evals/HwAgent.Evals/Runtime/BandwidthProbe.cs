using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HwAgent.Core.Integer;

namespace HwAgent.Evals.Runtime;

/// <summary>
/// How fast this machine reads memory right now, with the runtime's own threads: the limit of decoding, since a token reads every weight once.
/// The memory is larger than any cache, and each thread reads one contiguous share, as the kernels do.
/// </summary>
internal sealed class BandwidthProbe
{
    /// <summary>512 MiB.</summary>
    public const int DefaultWords = 64 << 20;

    private readonly long[] _memory;

    /// <param name="words">64-bit words to read, a multiple of 16.</param>
    public BandwidthProbe(int words = DefaultWords)
    {
        _memory = new long[words];
        // Untouched pages would all be one page of zeros.
        Array.Fill(_memory, 1);
    }

    /// <summary>Bytes a second of one pass.</summary>
    public double Measure(IntegerWorkers workers)
    {
        var task = new ReadTask(_memory);
        var start = Stopwatch.GetTimestamp();
        workers.Run(ref task);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (task.Sum != _memory.Length) throw new InvalidOperationException($"The memory probe read {task.Sum} words of {_memory.Length}.");
        return (double)_memory.Length * sizeof(long) / seconds;
    }

    private struct ReadTask(long[] memory) : IWorkerTask
    {
        private const int Line = 16;

        public long Sum;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int worker, int workers)
        {
            ref var first = ref MemoryMarshal.GetArrayDataReference(memory);
            var end = (nuint)((long)memory.Length / Line * (worker + 1) / workers * Line);
            Vector256<long> a = default, b = default, c = default, d = default;
            for (var next = (nuint)((long)memory.Length / Line * worker / workers * Line); next < end; next += Line)
            {
                a += Vector256.LoadUnsafe(ref first, next);
                b += Vector256.LoadUnsafe(ref first, next + 4);
                c += Vector256.LoadUnsafe(ref first, next + 8);
                d += Vector256.LoadUnsafe(ref first, next + 12);
            }

            Interlocked.Add(ref Sum, Vector256.Sum(a + b + (c + d)));
        }
    }
}
