using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>
/// Runs a small loop nest: every step, every instance, every element. An instance gives up its tile when its own loops move on; partial
/// sums are counted in products, so that a sum is final when it has them all. Knows nothing of the closed forms.
/// </summary>
internal sealed class NestSimulation
{
    private readonly SimulatedNest _nest;
    private readonly TensorProblem _problem;
    private readonly List<SimulatedStore> _stores = [];
    private readonly long _products;

    public NestSimulation(TensorProblem problem, Architecture architecture, LoopNest nest)
    {
        (_problem, _nest) = (problem, new SimulatedNest(problem, architecture, nest));
        _products = Enumerable.Range(0, problem.Dimensions.Count).Where(d => !problem.Tensor(Operand.Output).Uses(d)).Aggregate(1L, (p, d) => p * problem.Dimensions[d].Size);
        Counts = new SimulatedCounts(architecture);
        Timing = new SimulatedTiming(architecture, _nest);
        foreach (var operand in Enum.GetValues<Operand>())
        {
            SimulatedStore? parent = null;
            foreach (var level in Enumerable.Range(0, nest.Levels.Count).Where(l => nest.Levels[l].Keeps.Has(operand))) _stores.Add(parent = new SimulatedStore(operand, level, parent));
        }
    }

    public SimulatedCounts Counts { get; }

    public SimulatedTiming Timing { get; }

    /// <summary>Told of every box of elements that is read from the outermost level or written to it.</summary>
    public Action<Operand, bool, SimulatedTile>? Transferred { get; init; }

    /// <summary>How often each point of the problem was multiplied.</summary>
    public Dictionary<long, int> Points { get; } = [];

    public void Run()
    {
        var time = new long[_nest.Loops.Count];
        foreach (var store in _stores.Where(s => s.Level == 0)) Hold(store, 0, new SimulatedTile(_nest.Part(store.Operand, _nest.Places(time, 0)[0].Chunks), 0));
        int? moved = null;
        do
        {
            Timing.Begin(moved);
            var moving = _stores.Where(s => s.Level > 0 && (moved is null || moved < _nest.Starts[s.Level])).OrderBy(s => s.Level).ToList();
            // What leaves goes through the levels from the inside out, what comes from the outside in.
            foreach (var store in Enumerable.Reverse(moving).Where(_ => moved is not null)) Leave(store, moved!.Value);
            foreach (var store in moving) Come(store, time);
            Multiply(time);
            moved = _nest.Advance(time);
        }
        while (moved is not null);

        foreach (var store in _stores.Where(s => s.Level > 0).OrderByDescending(s => s.Level)) Evict(store, [.. store.Tiles.Keys], isEnd: true);
    }

    private void Hold(SimulatedStore store, ulong instance, SimulatedTile tile)
    {
        store.Hold(instance, tile);
        Counts.Occupy(store, tile.Count);
    }

    private void Leave(SimulatedStore store, int moved)
    {
        var leaving = store.Tiles.Where(t => _nest.Changes(store.Operand, t.Value.Place!, moved)).Select(t => t.Key).ToHashSet();
        // Instances that share sums hand them up together.
        Evict(store, [.. store.Tiles.Where(t => leaving.Contains(t.Value.Leader)).Select(t => t.Key).Order()], isEnd: false);
    }

    private void Come(SimulatedStore store, long[] time)
    {
        var parent = store.Parent!;
        var places = _nest.Places(time, _nest.Starts[store.Level]);
        var coming = places.Where(p => !store.Tiles.ContainsKey(p.Key)).ToList();
        foreach (var place in coming)
        {
            var leader = store.Operand == Operand.Output ? _nest.Leader(place.Key, Operand.Output, parent.Level) : place.Key;
            Hold(store, place.Key, new SimulatedTile(_nest.Part(store.Operand, place.Chunks), leader));
            Assert.True(parent.Tiles[_nest.Above(place.Key, parent.Level)].Holds(store.Tiles[place.Key].Box));
            if (store.Operand != Operand.Output) Pass(store.Level, store.Level, place.Key, store.Operand, Transfer.WriteFromAbove, store.Tiles[place.Key].Count);
            else if (leader == place.Key) BringSums(store, place.Key);
        }

        foreach (var place in places)
        {
            Assert.Equal(_nest.Part(store.Operand, place.Chunks), store.Tiles[place.Key].Box);
            store.Tiles[place.Key].Place = place;
        }

        if (store.Operand == Operand.Output) return;
        foreach (var shared in coming.GroupBy(p => _nest.Shared(p.Key, store.Operand, parent.Level)))
        {
            Pass(store.Level, parent.Level, shared.Key, store.Operand, Transfer.ReadToBelow, store.Tiles[shared.First().Key].Count);
            Tell(parent, isWritten: false, store.Tiles[shared.First().Key]);
        }
    }

    /// <summary>Elements that go through a level on their way to or from a child.</summary>
    private void Pass(int child, int level, ulong instance, Operand operand, Transfer transfer, long elements)
    {
        Counts.Add(level, operand, transfer, elements);
        var bits = elements * (operand == Operand.Output ? _problem.PartialBits : _problem.Tensor(operand).Bits);
        if (_nest.Above(instance, level) == 0) Timing.Come(child, level, operand, transfer, bits);
    }

    private void Tell(SimulatedStore store, bool isWritten, SimulatedTile box)
    {
        if (store.Level == 0) Transferred?.Invoke(store.Operand, isWritten, box);
    }

    private void BringSums(SimulatedStore store, ulong instance)
    {
        var above = store.Parent!.Tiles[_nest.Above(instance, store.Parent.Level)];
        var tile = store.Tiles[instance];
        if (above.Sums.GetValueOrDefault(tile.Elements().First()) > 0) Tell(store.Parent, isWritten: false, tile);
        foreach (var element in tile.Elements().Where(e => above.Sums.GetValueOrDefault(e) > 0))
        {
            tile.Sums[element] = above.Sums[element];
            Pass(store.Level, store.Parent.Level, instance, Operand.Output, Transfer.ReadToBelow, 1);
            Pass(store.Level, store.Level, instance, Operand.Output, Transfer.WriteFromAbove, 1);
        }
    }

    private void Evict(SimulatedStore store, List<ulong> instances, bool isEnd)
    {
        if (store.Operand == Operand.Output)
        {
            foreach (var instance in instances)
            {
                foreach (var element in store.Tiles[instance].Elements())
                {
                    var isFinal = store.Tiles[instance].Sums.GetValueOrDefault(element) == _products && !store.IsShared(element);
                    HandUp(isEnd, store.Level, store.Level, instance, Transfer.ReadToAbove, isFinal);
                }
            }

            foreach (var group in instances.GroupBy(i => store.Tiles[i].Leader)) AddUp(store, group.Key, [.. group], isEnd);
        }

        foreach (var instance in instances) store.Tiles.Remove(instance);
    }

    /// <summary>The sums of one group of instances, added on the way where the axes do, into the parent: the leader's replaces what it had fetched.</summary>
    private void AddUp(SimulatedStore store, ulong leader, List<ulong> instances, bool isEnd)
    {
        foreach (var sum in instances.GroupBy(i => _nest.Shared(i, Operand.Output, store.Parent!.Level)).OrderBy(g => g.Key))
        {
            if (sum.Key != leader) Tell(store.Parent!, isWritten: false, store.Tiles[leader]);
            Tell(store.Parent!, isWritten: true, store.Tiles[leader]);
            foreach (var element in store.Tiles[leader].Elements())
            {
                var added = sum.Sum(i => store.Tiles[i].Sums.GetValueOrDefault(element));
                Write(isEnd, store.Parent!, store.Level, leader, element, added, replaces: sum.Key == leader);
            }
        }
    }

    private void Write(bool? isEnd, SimulatedStore parent, int child, ulong instance, long element, long added, bool replaces)
    {
        var tile = parent.Tiles[_nest.Above(instance, parent.Level)];
        if (!replaces) HandUp(isEnd, child, parent.Level, instance, Transfer.ReadToBelow, isFinal: false);
        tile.Sums[element] = replaces ? added : tile.Sums.GetValueOrDefault(element) + added;
        HandUp(isEnd, child, parent.Level, instance, Transfer.WriteFromBelow, tile.Sums[element] == _products && !parent.IsShared(element));
    }

    /// <summary>One sum that goes through a level on its way out; with the step itself when it is the multipliers'.</summary>
    private void HandUp(bool? isEnd, int child, int level, ulong instance, Transfer transfer, bool isFinal)
    {
        Counts.Add(level, Operand.Output, transfer, 1, isFinal);
        if (_nest.Above(instance, level) != 0) return;
        var bits = isFinal ? _problem.Tensor(Operand.Output).Bits : _problem.PartialBits;
        if (isEnd is { } end) Timing.Go(end, child, level, transfer, bits);
        else Timing.Come(child, level, Operand.Output, transfer, bits);
    }

    private void Multiply(long[] time)
    {
        var places = _nest.Places(time, _nest.Loops.Count);
        foreach (var place in places)
        {
            Assert.All(place.Chunks, c => Assert.Equal(1, c.Extent));
            var point = new SimulatedTile(place.Chunks, 0).Elements().Single();
            Points[point] = Points.GetValueOrDefault(point) + 1;
        }

        foreach (var operand in new[] { Operand.Input, Operand.Weight })
        {
            var parent = _stores.Last(s => s.Operand == operand);
            foreach (var shared in places.GroupBy(p => _nest.Shared(p.Key, operand, parent.Level)))
            {
                Assert.True(parent.Tiles[_nest.Above(shared.Key, parent.Level)].Holds(_nest.Part(operand, shared.First().Chunks)));
                Pass(_nest.Levels, parent.Level, shared.Key, operand, Transfer.ReadToBelow, 1);
                Tell(parent, isWritten: false, new SimulatedTile(_nest.Part(operand, shared.First().Chunks), 0));
            }
        }

        var sums = _stores.Last(s => s.Operand == Operand.Output);
        foreach (var group in places.GroupBy(p => _nest.Leader(p.Key, Operand.Output, sums.Level)))
        {
            var tile = new SimulatedTile(_nest.Part(Operand.Output, group.First().Chunks), 0);
            var element = tile.Elements().Single();
            var carried = sums.Tiles[_nest.Above(group.Key, sums.Level)].Sums.GetValueOrDefault(element);
            if (carried > 0) Pass(_nest.Levels, sums.Level, group.Key, Operand.Output, Transfer.ReadToBelow, 1);
            foreach (var sum in group.GroupBy(p => _nest.Shared(p.Key, Operand.Output, sums.Level)).OrderBy(g => g.Key))
            {
                var leads = sum.Key == group.Key;
                if (carried > 0 || !leads) Tell(sums, isWritten: false, tile);
                Tell(sums, isWritten: true, tile);
                Write(null, sums, _nest.Levels, group.Key, element, sum.Count() + (leads ? carried : 0), leads);
            }
        }
    }
}
