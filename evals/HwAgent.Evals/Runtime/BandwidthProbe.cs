using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HwAgent.Core.Integer;

namespace HwAgent.Evals.Runtime;

/// <summary>
/// How fast this machine reads memory right now, with the runtime's own threads: the limit of decoding, since a token reads every weight once.
/// The memory is larger than any cache and of the kind that weights lie in, and each thread reads its share in two streams, as the kernel for 8 bits does and
/// which is faster than one.
/// </summary>
internal sealed class BandwidthProbe
{
    /// <summary>512 MiB.</summary>
    public const int DefaultWords = 64 << 20;

    private readonly WeightChunk _memory;

    /// <param name="words">64-bit words to read.</param>
    public BandwidthProbe(int words = DefaultWords)
    {
        _memory = new WeightChunk((nint)words * sizeof(long));
        Words(_memory).Fill(1);
    }

    /// <summary>Bytes a second of one pass.</summary>
    public double Measure(IntegerWorkers workers)
    {
        var task = new ReadTask(_memory);
        var start = Stopwatch.GetTimestamp();
        workers.Run(ref task);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var words = Words(_memory).Length;
        if (task.Sum != words) throw new InvalidOperationException($"The memory probe read {task.Sum} words of {words}.");
        return (double)words * sizeof(long) / seconds;
    }

    private static Span<long> Words(WeightChunk memory) => MemoryMarshal.Cast<byte, long>(memory.Span);

    private struct ReadTask(WeightChunk memory) : IWorkerTask
    {
        private const int Line = 16;

        public long Sum;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int worker, int workers)
        {
            var words = Words(memory);
            ref var first = ref MemoryMarshal.GetReference(words);
            var half = (nuint)((long)words.Length / workers / 2 / Line * Line);
            var begin = (nuint)((long)worker * words.Length / workers);
            Vector256<long> a = default, b = default, c = default, d = default;
            for (var next = begin; next < begin + half; next += Line)
            {
                a += Vector256.LoadUnsafe(ref first, next) + Vector256.LoadUnsafe(ref first, next + half);
                b += Vector256.LoadUnsafe(ref first, next + 4) + Vector256.LoadUnsafe(ref first, next + half + 4);
                c += Vector256.LoadUnsafe(ref first, next + 8) + Vector256.LoadUnsafe(ref first, next + half + 8);
                d += Vector256.LoadUnsafe(ref first, next + 12) + Vector256.LoadUnsafe(ref first, next + half + 12);
            }

            var sum = Vector256.Sum(a + b + (c + d));
            // What does not divide.
            for (var next = begin + 2 * half; next < (nuint)((long)(worker + 1) * words.Length / workers); next++) sum += Unsafe.Add(ref first, next);
            Interlocked.Add(ref Sum, sum);
            GC.KeepAlive(memory);
        }
    }
}
