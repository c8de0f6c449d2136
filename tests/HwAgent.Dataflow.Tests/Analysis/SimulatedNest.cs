using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>The loops of a nest, and where its steps and instances are. Instances are named by the indices of the spatial loops outside, four bits each.</summary>
internal sealed class SimulatedNest
{
    private readonly List<SimulatedLoop> _loops = [];

    public SimulatedNest(TensorProblem problem, Architecture architecture, LoopNest nest)
    {
        Problem = problem;
        Starts = new int[nest.Levels.Count + 1];
        var spatial = 0;
        for (var level = 0; level < nest.Levels.Count; level++)
        {
            Starts[level] = _loops.Count;
            _loops.AddRange(nest.Levels[level].Temporal.Select(l => new SimulatedLoop(level, l.Dimension, l.Step, null, 0)));
            foreach (var l in nest.Levels[level].Spatial) _loops.Add(new SimulatedLoop(level, l.Dimension, l.Step, architecture.Levels[level].Fanout[l.Axis], 4 * spatial++));
        }

        Assert.InRange(spatial, 0, 16);
        Starts[^1] = _loops.Count;
    }

    public TensorProblem Problem { get; }

    public IReadOnlyList<SimulatedLoop> Loops => _loops;

    public int[] Starts { get; }

    public int Levels => Starts.Length - 1;

    /// <summary>Moves on to the next step of the first instance, which has the most; returns the outermost loop that moved, null after the last step.</summary>
    public int? Advance(long[] time)
    {
        for (var i = _loops.Count - 1; i >= 0; i--)
        {
            if (!_loops[i].IsTemporal) continue;
            time[i]++;
            if (Exists(time, i)) return i;
            time[i] = 0;
        }

        return null;
    }

    /// <summary>The instances at work behind the first loops, the first of all first.</summary>
    public List<SimulatedPlace> Places(long[] time, int end)
    {
        var places = new List<SimulatedPlace>();
        var chunks = Problem.Dimensions.Select(d => new SimulatedChunk(0, d.Size)).ToArray();
        var (iterations, indices) = (new long[end], new long[end]);
        Deal(0, 0, chunks);
        return places;

        void Deal(int index, ulong key, SimulatedChunk[] outer)
        {
            if (index == end)
            {
                places.Add(new SimulatedPlace(key, (SimulatedChunk[])outer.Clone(), (long[])iterations.Clone(), (long[])indices.Clone()));
                return;
            }

            var loop = _loops[index];
            var chunk = outer[loop.Dimension];
            iterations[index] = (chunk.Extent + loop.Step - 1) / loop.Step;
            indices[index] = loop.IsTemporal ? time[index] : 0;
            for (var piece = loop.IsTemporal ? time[index] : 0; piece * loop.Step < chunk.Extent; piece++)
            {
                outer[loop.Dimension] = new SimulatedChunk(chunk.From + piece * loop.Step, Math.Min(loop.Step, chunk.Extent - piece * loop.Step));
                Deal(index + 1, loop.IsTemporal ? key : key | (ulong)piece << loop.Shift, outer);
                if (loop.IsTemporal) break;
            }

            outer[loop.Dimension] = chunk;
        }
    }

    /// <summary>The instance of a level that a place behind it is in.</summary>
    public ulong Above(ulong key, int level) => Keep(key, loop => loop.Level < level);

    /// <summary>Of the instances below one parent with the same elements the first.</summary>
    public ulong Leader(ulong key, Operand operand, int parent) => Keep(key, loop => loop.Level < parent || Problem.Tensor(operand).Uses(loop.Dimension));

    /// <summary>Of the instances below one parent that one transfer serves the first.</summary>
    public ulong Shared(ulong key, Operand operand, int parent) =>
        Keep(key, loop => loop.Level < parent || Problem.Tensor(operand).Uses(loop.Dimension) || !(operand == Operand.Output ? loop.Axis!.Reduces : loop.Axis!.Multicast.Has(operand)));

    /// <summary>Whether an instance needs another tile once a loop has moved: the loop goes on in the instance's own chunk, or one inside of it starts again there; loops of other dimensions and loops with one iteration change nothing.</summary>
    public bool Changes(Operand operand, SimulatedPlace place, int moved)
    {
        var tensor = Problem.Tensor(operand);
        if (tensor.Uses(_loops[moved].Dimension)) return place.Indices[moved] + 1 < place.Iterations[moved];
        return Enumerable.Range(moved, place.Iterations.Length - moved).Any(i => _loops[i].IsTemporal && tensor.Uses(_loops[i].Dimension) && place.Iterations[i] > 1);
    }

    /// <summary>The part of a chunk that an operand has: the other dimensions do not matter.</summary>
    public SimulatedChunk[] Part(Operand operand, SimulatedChunk[] chunks) =>
        [.. chunks.Select((c, d) => Problem.Tensor(operand).Uses(d) ? c : new SimulatedChunk(0, 1))];

    private ulong Keep(ulong key, Func<SimulatedLoop, bool> isKept)
    {
        var kept = 0UL;
        foreach (var loop in _loops)
        {
            if (!loop.IsTemporal && isKept(loop)) kept |= key & 15UL << loop.Shift;
        }

        return kept;
    }

    private bool Exists(long[] time, int last)
    {
        var extents = Problem.Dimensions.Select(d => d.Size).ToArray();
        for (var i = 0; i <= last; i++)
        {
            ref var extent = ref extents[_loops[i].Dimension];
            extent = Math.Min(_loops[i].Step, extent - (_loops[i].IsTemporal ? time[i] * _loops[i].Step : 0));
            if (extent <= 0) return false;
        }

        return true;
    }
}
