using HwAgent.Core.Integer;

namespace HwAgent.Core.Tests.Integer;

public sealed class IntegerWorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ManyRounds_EveryThreadDoesItsShareOnceARound(int count)
    {
        using var workers = new IntegerWorkers(count);
        var rounds = new int[count];
        for (var i = 0; i < 500; i++)
        {
            var task = new CountingTask(rounds);
            workers.Run(ref task);
            Assert.All(rounds, r => Assert.Equal(i + 1, r));
        }
    }

    /// <summary>Long enough apart for the threads to fall asleep in between.</summary>
    [Fact]
    public async Task Run_AfterAPause_WakesTheThreads()
    {
        using var workers = new IntegerWorkers(3);
        var rounds = new int[3];
        for (var i = 0; i < 5; i++)
        {
            await Task.Delay(60, TestContext.Current.CancellationToken);
            var task = new CountingTask(rounds);
            workers.Run(ref task);
        }

        Assert.All(rounds, r => Assert.Equal(5, r));
    }

    [Fact]
    public void Run_WhatATaskKeeps_ComesBack()
    {
        using var workers = new IntegerWorkers(4);
        var task = new SummingTask();
        workers.Run(ref task);

        Assert.Equal(1 + 2 + 3 + 4, task.Sum);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Run_AThreadThrows_CallerGetsItAndTheThreadsLiveOn(int thrower)
    {
        using var workers = new IntegerWorkers(3);
        var rounds = new int[3];
        for (var i = 0; i < 3; i++)
        {
            var failing = new FailingTask(thrower);
            Assert.Equal($"from {thrower}", Assert.Throws<InvalidDataException>(() => workers.Run(ref failing)).Message);
            var task = new CountingTask(rounds);
            workers.Run(ref task);
        }

        Assert.All(rounds, r => Assert.Equal(3, r));
    }

    [Fact]
    public void Run_FromSeveralThreads_TakesTurns()
    {
        using var workers = new IntegerWorkers(2);
        var rounds = new int[2];
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                var task = new CountingTask(rounds);
                workers.Run(ref task);
            }
        });

        Assert.All(rounds, r => Assert.Equal(800, r));
    }

    [Fact]
    public void Run_FromWithinATask_Throws()
    {
        using var workers = new IntegerWorkers(1);
        var task = new NestingTask(workers);

        Assert.Contains("cannot hand out work", Assert.Throws<InvalidOperationException>(() => workers.Run(ref task)).Message);
    }

    [Fact]
    public void Run_Disposed_Throws()
    {
        var workers = new IntegerWorkers(2);
        workers.Dispose();
        workers.Dispose();
        var task = new SummingTask();

        Assert.Throws<ObjectDisposedException>(() => workers.Run(ref task));
    }

    /// <summary>Each thread writes, meets, and reads what all have written.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Meet_ManyTimes_AllSeeWhatWasWrittenBefore(int count)
    {
        using var workers = new IntegerWorkers(count);
        for (var i = 0; i < 20; i++)
        {
            var task = new MeetingTask(workers, new int[count], failsIn: -1);
            workers.Run(ref task);
            Assert.Equal(count * MeetingTask.Meetings, task.Right);
        }
    }

    /// <summary>The others wait for one that never comes: they must be let go, and the caller must learn why.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Meet_AThreadFailsBefore_CallerGetsItsExceptionAndTheThreadsLiveOn(int thrower)
    {
        using var workers = new IntegerWorkers(3);
        for (var i = 0; i < 3; i++)
        {
            var failing = new MeetingTask(workers, new int[3], thrower);
            Assert.Equal($"from {thrower}", Assert.Throws<InvalidDataException>(() => workers.Run(ref failing)).Message);
            var task = new MeetingTask(workers, new int[3], failsIn: -1);
            workers.Run(ref task);
            Assert.Equal(3 * MeetingTask.Meetings, task.Right);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void Constructor_ImpossibleCount_Throws(int count) => Assert.Throws<ArgumentOutOfRangeException>(() => new IntegerWorkers(count));

    private readonly struct CountingTask(int[] rounds) : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
            Assert.Equal(rounds.Length, workers);
            rounds[worker]++;
        }
    }

    private struct SummingTask : IWorkerTask
    {
        public int Sum;

        public void Run(int worker, int workers) => Interlocked.Add(ref Sum, worker + 1);
    }

    private readonly struct FailingTask(int thrower) : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
            if (worker == thrower) throw new InvalidDataException($"from {worker}");
        }
    }

    private struct MeetingTask(IntegerWorkers owner, int[] written, int failsIn) : IWorkerTask
    {
        public const int Meetings = 30;

        public int Right;

        public void Run(int worker, int workers)
        {
            for (var round = 1; round <= Meetings; round++)
            {
                if (worker == failsIn && round == Meetings / 2) throw new InvalidDataException($"from {worker}");
                written[worker] = round;
                owner.Meet(worker);
                if (written.All(value => value == round)) Interlocked.Increment(ref Right);
                // No one writes the next round before all have read this one.
                owner.Meet(worker);
            }
        }
    }

    private readonly struct NestingTask(IntegerWorkers workers) : IWorkerTask
    {
        public void Run(int worker, int count)
        {
            var inner = new SummingTask();
            workers.Run(ref inner);
        }
    }
}
