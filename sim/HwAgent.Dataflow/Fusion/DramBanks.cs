using System.Numerics;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Fusion;

/// <summary>The off-chip memory of a fused schedule as a DRAM of rows and bursts: <see cref="DramModel"/> for the products, and the same counts for what streams past them.</summary>
/// <param name="architecture">Whose outermost level has a geometry.</param>
/// <param name="kinds">Layouts to choose from for each operand of a product.</param>
/// <param name="objective">What the layouts make small.</param>
internal sealed class DramBanks(Architecture architecture, IReadOnlyList<DramLayoutKind> kinds, Objective objective)
{
    private readonly DramGeometry _geometry = architecture.Levels[0].Geometry ?? throw new ArgumentException($"{architecture.Levels[0].Name} of {architecture.Name} has no geometry", nameof(architecture));

    /// <summary>Cycles of the array in a cycle of the memory.</summary>
    private double Ratio => architecture.ClockHertz / _geometry.ClockHertz;

    /// <summary>Cycles of the array to the first data.</summary>
    public long FirstAccessCycles => Whole((_geometry.ActivateCycles + _geometry.ColumnCycles) * Ratio);

    /// <summary>Layouts to choose from.</summary>
    public IReadOnlyList<DramLayoutKind> Kinds => kinds;

    /// <summary>Banks in turn to choose from.</summary>
    public IEnumerable<int> Turns => DramLayout.Turns(_geometry);

    /// <summary>A product's cost with the layouts that suit it best.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="hardware">What it sees.</param>
    /// <param name="nest">Its mapping there.</param>
    /// <param name="dram">Index of the off-chip memory there.</param>
    public DramNestCost Cost(TensorProblem problem, Architecture hardware, LoopNest nest, int dram) => DramRanking.Cost(problem, hardware, nest, objective, kinds, dram);

    /// <summary>Each piece lies at one place, at the width of a stored element, in as many banks in turn as suit it best.</summary>
    public DramWork Of(in DramStream stream)
    {
        var best = default(DramWork?);
        foreach (var turns in DramLayout.Turns(_geometry))
        {
            var work = Of(stream, turns);
            if (best is not { } other || Key(work).CompareTo(Key(other)) < 0) best = work;
        }

        return best!.Value;

        (double, double) Key(in DramWork work)
        {
            var busy = Math.Max(work.BusCycles, work.RowCycles);
            return objective == Objective.Energy ? (work.Picojoules, busy) : (busy, work.Picojoules);
        }
    }

    /// <summary>No mapping and no layout makes less of it: whole bursts at the peak, whole rows.</summary>
    public DramWork Least(long reads, long writes) =>
        Work((reads + writes) / (8.0 * _geometry.BurstBytes), (reads + writes) / (8.0 * _geometry.RowBytes), 0, (reads * Picojoules(isWritten: false)) + (writes * Picojoules(isWritten: true)));

    /// <summary>Of a product's layouts.</summary>
    public static DramWork Of(DramCost cost) => new(cost.BusCycles, cost.RowCycles, cost.RowPicojoules + cost.BurstPicojoules);

    /// <summary>Cycles of the array that the memory is busy.</summary>
    public long Cycles(in DramWork work) => Whole(Math.Max(work.BusCycles, work.RowCycles) * Ratio);

    /// <summary>Energy of standing and being refreshed.</summary>
    public double BackgroundPicojoules(long cycles) => cycles / Ratio * _geometry.BackgroundPicojoules;

    private DramWork Of(in DramStream stream, int turns)
    {
        var stored = stream.Bits / stream.Width * BitOperations.RoundUpToPowerOf2((uint)stream.Width);
        // As even as can be, the rest with the last one.
        var piece = stored / stream.Pieces;
        var (most, last) = (Bursts(piece), Bursts(stored - (piece * (stream.Pieces - 1))));
        var bursts = ((stream.Pieces - 1) * most) + last;
        var rows = ((stream.Pieces - 1) * Rows(most)) + Rows(last);
        return Work(bursts, rows, turns == 1 ? bursts - rows : 0, 8.0 * _geometry.BurstBytes * bursts * Picojoules(stream.IsWritten));

        long Bursts(long bits) => (bits + (8L * _geometry.BurstBytes) - 1) / (8L * _geometry.BurstBytes);

        // One row of each bank in turn is open.
        long Rows(long all)
        {
            var (whole, rest) = Math.DivRem(all, (long)turns * (_geometry.RowBytes / _geometry.BurstBytes));
            return (whole * turns) + Math.Min(rest, turns);
        }
    }

    private DramWork Work(double bursts, double rows, double repeats, double burstPicojoules)
    {
        var share = 1 - _geometry.RefreshShare;
        var bus = (repeats * _geometry.SameRowBurstCycles) + ((bursts - repeats) * _geometry.BurstCycles);
        return new DramWork(bus / share, rows * _geometry.ActivateSpacingCycles / share, (rows * _geometry.ActivatePicojoules) + burstPicojoules);
    }

    private double Picojoules(bool isWritten) => isWritten ? architecture.Levels[0].WritePicojoulesPerBit : architecture.Levels[0].ReadPicojoulesPerBit;

    private static long Whole(double cycles) => (long)Math.Ceiling(cycles - 1e-6);
}
