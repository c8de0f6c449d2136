using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>What of a group does not depend on tiles: who streams into whom, what stays between operators, what comes in and goes out.</summary>
internal sealed class GroupShape
{
    private readonly GroupRole[] _roles;
    private readonly int[] _homes;
    private readonly HashSet<int> _streamed = [];

    public GroupShape(GraphSegment segment, int first, int last)
    {
        (Segment, First, Last) = (segment, first, last);
        _roles = new GroupRole[last - first + 1];
        _homes = new int[_roles.Length];
        for (var o = first; o <= last; o++) Assign(o);
        Resident = [.. Inside().Where(t => Readers(t).Any() && !_streamed.Contains(t)).Select(t => new ResidentTensor(t, Home(Segment.Tensors[t].Producer), Readers(t).Max(Home)))];
        Shared = [.. Outside().Where(t => Readers(t).Count() > 1).Select(t => new ResidentTensor(t, Readers(t).Min(Home), Readers(t).Max(Home)))];
    }

    public GraphSegment Segment { get; }

    public int First { get; }

    public int Last { get; }

    /// <summary>Made and read inside, and not passed on in a stream.</summary>
    public IReadOnlyList<ResidentTensor> Resident { get; }

    /// <summary>Made outside and read more than once inside.</summary>
    public IReadOnlyList<ResidentTensor> Shared { get; }

    public GroupRole Role(int op) => _roles[op - First];

    /// <summary>The product that an operator runs with; itself for one that runs alone.</summary>
    public int Home(int op)
    {
        var home = _homes[op - First];
        return home == op ? op : Home(home);
    }

    public bool Has(OperatorKind kind) => Enumerable.Range(First, Last - First + 1).Any(o => Segment.Operators[o].Kind == kind);

    public bool IsInside(int op) => op >= First && op <= Last;

    public bool IsResident(int tensor) => Resident.Any(r => r.Tensor == tensor);

    public bool IsShared(int tensor) => Shared.Any(r => r.Tensor == tensor);

    public bool IsStreamed(int tensor) => _streamed.Contains(tensor);

    /// <summary>Whether a tensor that is made inside must be written to the off-chip memory.</summary>
    public bool GoesOut(int tensor) => Segment.Tensors[tensor].Leaves || Segment.Tensors[tensor].Consumers.Any(c => !IsInside(c));

    /// <summary>Products that are merged into one.</summary>
    public IEnumerable<int> MergedInto(int product) => Enumerable.Range(First, Last - First + 1).Where(o => Role(o) == GroupRole.Merged && Home(o) == product);

    /// <summary>What a product's results are once the stream behind it is through.</summary>
    public IReadOnlyList<int> Results(int product)
    {
        var results = new List<int>();
        foreach (var t in Segment.Operators[product].Outputs) Follow(t, results);
        return results;
    }

    private IEnumerable<int> Inside() => Enumerable.Range(0, Segment.Tensors.Count).Where(t => Segment.Tensors[t].Producer is var p && p >= 0 && IsInside(p));

    private IEnumerable<int> Outside() => Enumerable.Range(0, Segment.Tensors.Count).Where(t => !(Segment.Tensors[t].Producer is var p && p >= 0 && IsInside(p)));

    private IEnumerable<int> Readers(int tensor) => Segment.Tensors[tensor].Consumers.Where(IsInside);

    private void Follow(int tensor, List<int> results)
    {
        if (!_streamed.Contains(tensor))
        {
            if (!results.Contains(tensor)) results.Add(tensor);
            return;
        }

        var reader = Segment.Operators[Segment.Tensors[tensor].Consumers[0]];
        // A rotation makes of each of its inputs an output of its own.
        Follow(reader.Kind == OperatorKind.Rope ? reader.Outputs[Place(reader.Inputs, tensor)] : reader.Outputs[0], results);
    }

    private static int Place(IReadOnlyList<int> list, int value)
    {
        for (var i = 0; i < list.Count; i++) if (list[i] == value) return i;
        throw new ArgumentException($"Tensor {value} is not read here.", nameof(value));
    }

    private void Assign(int index)
    {
        var op = Segment.Operators[index];
        _homes[index - First] = index;
        _roles[index - First] = op.Product is null ? GroupRole.Vector : GroupRole.Product;
        if (op.Product is not null || !op.IsStreamable) return;
        int[] streams = [.. op.Inputs.Where(t => CanStream(t, index))];
        if (streams.Length == 0) return;
        var home = streams.Max(t => Home(Segment.Tensors[t].Producer));
        _roles[index - First] = GroupRole.Streamed;
        _homes[index - First] = home;
        foreach (var t in streams)
        {
            var other = Home(Segment.Tensors[t].Producer);
            if (other != home && op.Kind != OperatorKind.Rope)
            {
                if (!CanMerge(other, home)) continue;
                _roles[other - First] = GroupRole.Merged;
                _homes[other - First] = home;
            }

            _streamed.Add(t);
        }
    }

    private bool CanStream(int tensor, int reader)
    {
        var t = Segment.Tensors[tensor];
        return t.Producer >= First && t.Producer < reader && !t.Leaves && t.Consumers.Count == 1 && Role(t.Producer) is not GroupRole.Vector;
    }

    private bool CanMerge(int first, int second)
    {
        var (a, b) = (Segment.Operators[first], Segment.Operators[second]);
        return a.Inputs[0] == b.Inputs[0] && a.Product is { IsAttention: false } p && b.Product is { IsAttention: false } q && p.Depth == q.Depth && p.Columns == q.Columns && p.WeightBits == q.WeightBits;
    }
}
