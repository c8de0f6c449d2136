using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HwAgent.Core.Integer;

namespace HwAgent.Evals.Runtime;

/// <summary>
/// How fast this machine reads memory right now, with the runtime's own threads: the limit of decoding, since a token reads every weight once.
/// The memory is larger than any cache and of the kind that weights lie in, and each thread reads one contiguous share, as the kernels do.
/// </summary>
internal sealed class BandwidthProbe
{
    /// <summary>512 MiB.</summary>
    public const int DefaultWords = 64 << 20;

    private readonly WeightChunk _memory;

    /// <param name="words">64-bit words to read, a multiple of 16.</param>
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
            var end = (nuint)((long)words.Length / Line * (worker + 1) / workers * Line);
            Vector256<long> a = default, b = default, c = default, d = default;
            for (var next = (nuint)((long)words.Length / Line * worker / workers * Line); next < end; next += Line)
            {
                a += Vector256.LoadUnsafe(ref first, next);
                b += Vector256.LoadUnsafe(ref first, next + 4);
                c += Vector256.LoadUnsafe(ref first, next + 8);
                d += Vector256.LoadUnsafe(ref first, next + 12);
            }

            Interlocked.Add(ref Sum, Vector256.Sum(a + b + (c + d)));
            GC.KeepAlive(memory);
        }
    }
}
