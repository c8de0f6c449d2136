using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace HwAgent.Core.Integer;

/// <summary>
/// The threads of the integer runtime: the caller and Count - 1 others that live as long as this object. A token passes about a hundred small
/// products, so handing one out must cost about a microsecond: the threads watch a counter instead of sleeping. After a while without work they
/// sleep, so that an idle process burns no core; with more threads than cores they give way to each other.
/// </summary>
/// <remarks>One product at a time: calls from several threads wait for each other. Work must not hand out work.</remarks>
public sealed unsafe class IntegerWorkers : IDisposable
{
    /// <summary>Most threads that one object may have.</summary>
    public const int MaxCount = 256;

    /// <summary>
    /// Looks at the counter with a processor pause between them, some microseconds in all: about the serial work between two products. Not more, because on
    /// a busy machine the thread that is waited for may be waiting for this core.
    /// </summary>
    private const int Pauses = 100;

    /// <summary>Then this many with the core offered to others, about a millisecond on an idle machine; then the thread sleeps.</summary>
    private const int Yields = 2_000;

    private readonly Worker[] _workers;
    private readonly Meeting[] _meetings;
    private readonly Lock _gate = new();
    private Counter _round;
    private Counter _running;
    private delegate*<void*, int, int, void> _body;
    private void* _task;
    private volatile ExceptionDispatchInfo? _failure;
    private bool _isRunning;
    private volatile bool _isDisposed;

    /// <param name="count">Threads, the caller among them: 1 to <see cref="MaxCount"/>; more than the machine has cores only costs time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
    public IntegerWorkers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        Count = count;
        _meetings = new Meeting[count];
        _workers = new Worker[count - 1];
        for (var i = 0; i < _workers.Length; i++) _workers[i] = new Worker(this, i + 1);
        foreach (var worker in _workers) worker.Start();
    }

    /// <summary>Threads that share the work, the caller included.</summary>
    public int Count { get; }

    /// <summary>Held during every product; a kernel with two rounds holds it over both, so that its scratch memory is its own.</summary>
    internal Lock Gate => _gate;

    /// <summary>Memory that products share from call to call, so that none is allocated a token. Only under <see cref="Gate"/>.</summary>
    internal ScratchMemory Scratch { get; } = new();

    /// <summary>Has every thread do its share and returns when all have. Allocates nothing.</summary>
    /// <param name="task">The work; every thread sees this one structure.</param>
    /// <exception cref="InvalidOperationException">Called from within a task.</exception>
    /// <exception cref="ObjectDisposedException">The threads are gone.</exception>
    /// <remarks>An exception in a share reaches the caller when all threads are done; of several, one.</remarks>
    public void Run<TTask>(ref TTask task)
        where TTask : struct, IWorkerTask, allows ref struct
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isRunning) throw new InvalidOperationException("A task of the integer workers cannot hand out work to the same workers; run it in the task itself.");
            _isRunning = true;
            // A copy on this stack: the other threads reach it by address, and a structure in an array could move.
            var shared = task;
            try
            {
                if (_workers.Length == 0) shared.Run(0, 1);
                else Dispatch(&Invoke<TTask>, Unsafe.AsPointer(ref shared));
            }
            finally
            {
                _isRunning = false;
                task = shared;
            }
        }
    }

    /// <summary>
    /// Within a task: returns when every thread has come here, and what they wrote before is seen. Every thread must come equally often; that is the
    /// task's duty. Half the price of handing out work, since no thread has to collect the others.
    /// </summary>
    /// <param name="worker">This thread's number.</param>
    /// <exception cref="OperationCanceledException">Another thread failed and will not come; the caller of <see cref="Run{TTask}"/> gets its exception.</exception>
    internal void Meet(int worker)
    {
        var round = _meetings[worker].Round + 1;
        Volatile.Write(ref _meetings[worker].Round, round);
        foreach (ref var other in _meetings.AsSpan())
        {
            var looks = 0;
            while (Volatile.Read(ref other.Round) < round)
            {
                if (_failure is not null) throw new OperationCanceledException("Another thread's share of the work failed.");
                Pause(ref looks);
            }
        }
    }

    /// <summary>Ends the threads; waits until they are gone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            Interlocked.Increment(ref _round.Value);
            foreach (var worker in _workers) worker.Wake();
            foreach (var worker in _workers) worker.Dispose();
            Scratch.Dispose();
        }
    }

    private static void Invoke<TTask>(void* task, int worker, int workers)
        where TTask : struct, IWorkerTask, allows ref struct =>
        Unsafe.AsRef<TTask>(task).Run(worker, workers);

    private void Dispatch(delegate*<void*, int, int, void> body, void* task)
    {
        _body = body;
        _task = task;
        Volatile.Write(ref _running.Value, _workers.Length);
        // The increment publishes the work, and orders it before the look at who sleeps.
        Interlocked.Increment(ref _round.Value);
        foreach (var worker in _workers) worker.Wake();
        RunShare(0);
        var looks = 0;
        while (Volatile.Read(ref _running.Value) != 0) Pause(ref looks);
        if (_failure is not { } failure) return;
        _failure = null;
        // Threads that failed came to fewer meetings than the others.
        Array.Clear(_meetings);
        failure.Throw();
    }

    private void RunShare(int worker)
    {
        try
        {
            _body(_task, worker, Count);
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to the caller: an exception that left this thread would end the process. The first one is the cause of later ones.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
        }
    }

    private static void Pause(ref int looks)
    {
        if (looks++ < Pauses) Thread.SpinWait(1);
        else Thread.Yield();
    }

    /// <summary>One number on a cache line of its own: neighbours would slow every look at it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Counter
    {
        [FieldOffset(128)]
        public int Value;
    }

    /// <summary>How many meetings a thread has come to; only it writes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Meeting
    {
        [FieldOffset(128)]
        public long Round;
    }

    /// <summary>One thread, and where it sleeps.</summary>
    private sealed class Worker(IntegerWorkers owner, int index) : IDisposable
    {
        private readonly AutoResetEvent _wake = new(false);
        private readonly int _firstRound = owner._round.Value;
        private Thread? _thread;
        private int _isAsleep;

        public void Start()
        {
            _thread = new Thread(Loop) { IsBackground = true, Name = $"integer worker {index}" };
            _thread.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _isAsleep) != 0 && Interlocked.Exchange(ref _isAsleep, 0) != 0) _wake.Set();
        }

        public void Dispose()
        {
            _thread?.Join();
            _wake.Dispose();
        }

        private void Loop()
        {
            var round = _firstRound;
            while (true)
            {
                WaitForRoundAfter(round);
                if (owner._isDisposed) return;
                round++;
                owner.RunShare(index);
                Interlocked.Decrement(ref owner._running.Value);
            }
        }

        private void WaitForRoundAfter(int round)
        {
            var looks = 0;
            while (Volatile.Read(ref owner._round.Value) == round)
            {
                Pause(ref looks);
                if (looks < Pauses + Yields) continue;
                looks = 0;
                // Says that it sleeps, then looks once more: the other side counts up, then looks who sleeps. One of the two sees the other.
                Interlocked.Exchange(ref _isAsleep, 1);
                if (Volatile.Read(ref owner._round.Value) == round || Interlocked.Exchange(ref _isAsleep, 0) == 0) _wake.WaitOne();
            }
        }
    }
}
