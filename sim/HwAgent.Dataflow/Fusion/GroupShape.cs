using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>What of a group does not depend on tiles: who streams into whom, what stays between operators, what comes in and goes out.</summary>
internal sealed class GroupShape
{
    private readonly GroupRole[] _roles;
    private readonly int[] _homes;
    private readonly bool[] _isStreamed, _isResident, _isShared, _goesOut;
    private readonly int[][] _results, _merged;

    public GroupShape(GraphSegment segment, int first, int last)
    {
        (Segment, First, Last) = (segment, first, last);
        var count = last - first + 1;
        _roles = new GroupRole[count];
        _homes = new int[count];
        _isStreamed = new bool[segment.Tensors.Count];
        for (var o = first; o <= last; o++) Assign(o);
        for (var o = first; o <= last; o++) _homes[o - first] = Follow(o);

        _isResident = new bool[segment.Tensors.Count];
        _isShared = new bool[segment.Tensors.Count];
        _goesOut = new bool[segment.Tensors.Count];
        var resident = new List<ResidentTensor>();
        var shared = new List<ResidentTensor>();
        for (var t = 0; t < segment.Tensors.Count; t++) Place(t, resident, shared);
        (Resident, Shared) = (resident, shared);

        _results = new int[count][];
        _merged = new int[count][];
        for (var o = first; o <= last; o++)
        {
            _results[o - first] = _roles[o - first] == GroupRole.Product ? ResultsOf(o) : [];
            _merged[o - first] = _roles[o - first] == GroupRole.Product ? MergedInto(o) : [];
        }

        Scores = Find(OperatorKind.AttentionScores);
        Softmax = Find(OperatorKind.Softmax);
        Values = Find(OperatorKind.AttentionValues);
    }

    public GraphSegment Segment { get; }

    public int First { get; }

    public int Last { get; }

    /// <summary>Made and read inside, and not passed on in a stream.</summary>
    public IReadOnlyList<ResidentTensor> Resident { get; }

    /// <summary>Made outside and read more than once inside.</summary>
    public IReadOnlyList<ResidentTensor> Shared { get; }

    /// <summary>Q*K^T; -1: not in the group.</summary>
    public int Scores { get; }

    /// <summary>Softmax; -1: not in the group.</summary>
    public int Softmax { get; }

    /// <summary>P*V; -1: not in the group.</summary>
    public int Values { get; }

    /// <summary>Whether an attention product is inside.</summary>
    public bool HasAttention => Scores >= 0 || Values >= 0;

    /// <summary>Whether any product is inside.</summary>
    public bool HasProduct => Array.Exists(_roles, r => r is GroupRole.Product or GroupRole.Merged);

    /// <summary>Whether keys or values that attention reads are made inside.</summary>
    public bool MakesKeys => (Scores >= 0 && _isResident[Segment.Operators[Scores].Inputs[1]]) || (Values >= 0 && _isResident[Segment.Operators[Values].Inputs[1]]);

    public GroupRole Role(int op) => _roles[op - First];

    /// <summary>The product that an operator runs with; itself for one that runs alone.</summary>
    public int Home(int op) => _homes[op - First];

    public bool IsInside(int op) => op >= First && op <= Last;

    public bool IsResident(int tensor) => _isResident[tensor];

    public bool IsShared(int tensor) => _isShared[tensor];

    public bool IsStreamed(int tensor) => _isStreamed[tensor];

    /// <summary>Whether a tensor that is made inside must be written to the off-chip memory.</summary>
    public bool GoesOut(int tensor) => _goesOut[tensor];

    /// <summary>Products that are merged into one.</summary>
    public IReadOnlyList<int> Merged(int product) => _merged[product - First];

    /// <summary>What a product's results are once the stream behind it is through.</summary>
    public IReadOnlyList<int> Results(int product) => _results[product - First];

    private int Find(OperatorKind kind)
    {
        for (var o = First; o <= Last; o++) if (Segment.Operators[o].Kind == kind) return o;
        return -1;
    }

    private int Follow(int op) => _homes[op - First] == op ? op : Follow(_homes[op - First]);

    private void Place(int tensor, List<ResidentTensor> resident, List<ResidentTensor> shared)
    {
        var t = Segment.Tensors[tensor];
        int from = int.MaxValue, to = -1, readers = 0;
        foreach (var c in t.Consumers)
        {
            if (!IsInside(c)) continue;
            readers++;
            from = Math.Min(from, Home(c));
            to = Math.Max(to, Home(c));
        }

        if (t.Producer < 0 || !IsInside(t.Producer))
        {
            if (readers < 2) return;
            _isShared[tensor] = true;
            shared.Add(new ResidentTensor(tensor, from, to));
            return;
        }

        _goesOut[tensor] = t.Leaves || readers < t.Consumers.Count;
        if (readers == 0 || _isStreamed[tensor]) return;
        _isResident[tensor] = true;
        resident.Add(new ResidentTensor(tensor, Home(t.Producer), to));
    }

    private int[] MergedInto(int product) => [.. Enumerable.Range(First, Last - First + 1).Where(o => Role(o) == GroupRole.Merged && Home(o) == product)];

    private int[] ResultsOf(int product)
    {
        var results = new List<int>();
        foreach (var t in Segment.Operators[product].Outputs) Trace(t, results);
        return [.. results];
    }

    private void Trace(int tensor, List<int> results)
    {
        if (!_isStreamed[tensor])
        {
            if (!results.Contains(tensor)) results.Add(tensor);
            return;
        }

        var reader = Segment.Operators[Segment.Tensors[tensor].Consumers[0]];
        // A rotation makes of each of its inputs an output of its own.
        Trace(reader.Outputs[reader.Kind == OperatorKind.Rope && reader.Inputs[1] == tensor ? 1 : 0], results);
    }

    private void Assign(int index)
    {
        var op = Segment.Operators[index];
        _homes[index - First] = index;
        _roles[index - First] = op.Product is null ? GroupRole.Vector : GroupRole.Product;
        if (op.Product is not null || !op.IsStreamable) return;
        int[] streams = [.. op.Inputs.Where(t => CanStream(t, index))];
        if (streams.Length == 0) return;
        var home = streams.Max(t => Follow(Segment.Tensors[t].Producer));
        _roles[index - First] = GroupRole.Streamed;
        _homes[index - First] = home;
        foreach (var t in streams)
        {
            var other = Follow(Segment.Tensors[t].Producer);
            if (other != home && op.Kind != OperatorKind.Rope)
            {
                if (!CanMerge(other, home)) continue;
                _roles[other - First] = GroupRole.Merged;
                _homes[other - First] = home;
            }

            _isStreamed[t] = true;
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
        return a.Inputs[0] == b.Inputs[0] && a.Product is { IsAttention: false } p && b.Product is { IsAttention: false } q && p.Depth == q.Depth && p.Columns == q.Columns && p.Stripes.SequenceEqual(q.Stripes);
    }
}
