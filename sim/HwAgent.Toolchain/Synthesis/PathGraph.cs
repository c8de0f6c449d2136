namespace HwAgent.Toolchain.Synthesis;

/// <summary>A weighted graph of the nets of one module; -1, a constant, is no net and is ignored everywhere.</summary>
internal sealed class PathGraph
{
    private const int Unreached = int.MinValue / 2;
    private readonly Dictionary<int, int> indexOf = [];
    private readonly List<(int From, int To, int Depth)> edges = [];
    private readonly List<(int Net, int Depth)> launches = [];
    private readonly List<(int Net, int Depth)> captures = [];

    /// <summary>Edges sorted by the topological position of their source.</summary>
    private (int From, int To, int Depth)[] sorted = [];

    /// <summary>Where the edges of each net begin in <see cref="sorted"/>, nets in topological order.</summary>
    private int[] position = [];

    public bool HasLoop { get; private set; }

    /// <summary>Makes a net known.</summary>
    public void Touch(int net)
    {
        if (net >= 0) Index(net);
    }

    public void Connect(int from, int to, int depth)
    {
        if (from >= 0 && to >= 0) edges.Add((Index(from), Index(to), depth));
    }

    /// <summary>A path from a register reaches the net after <paramref name="depth"/> gates.</summary>
    public void Launch(int net, int depth)
    {
        if (net >= 0) launches.Add((Index(net), depth));
    }

    /// <summary>From the net it is <paramref name="depth"/> gates to a register.</summary>
    public void Capture(int net, int depth)
    {
        if (net >= 0) captures.Add((Index(net), depth));
    }

    /// <summary>Orders the graph (Kahn). Nets on a loop and behind it are left out, and <see cref="HasLoop"/> says so.</summary>
    public void Sort()
    {
        var count = indexOf.Count;
        var waiting = new int[count];
        foreach (var edge in edges) waiting[edge.To]++;
        var byFrom = edges.ToLookup(static edge => edge.From);
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(net => waiting[net] == 0));
        var order = new List<(int From, int To, int Depth)>(edges.Count);
        position = new int[count];
        Array.Fill(position, edges.Count);
        var visited = 0;
        while (ready.TryDequeue(out var net))
        {
            visited++;
            position[net] = order.Count;
            foreach (var edge in byFrom[net])
            {
                order.Add(edge);
                if (--waiting[edge.To] == 0) ready.Enqueue(edge.To);
            }
        }

        HasLoop = visited < count;
        sorted = [.. order];
    }

    /// <summary>The longest path, starting anywhere and ending in a register or at one of <paramref name="ends"/>.</summary>
    public int Longest(IEnumerable<int> ends)
    {
        var arrival = new int[indexOf.Count];
        foreach (var (net, depth) in launches) arrival[net] = Math.Max(arrival[net], depth);
        Propagate(arrival, 0);
        var longest = 0;
        foreach (var (net, depth) in captures) longest = Math.Max(longest, arrival[net] + depth);
        foreach (var net in ends)
        {
            if (net >= 0 && indexOf.TryGetValue(net, out var index)) longest = Math.Max(longest, arrival[index]);
        }

        return longest;
    }

    /// <summary>Longest paths from registers to each net.</summary>
    public int[] FromRegisters()
    {
        var arrival = Empty();
        foreach (var (net, depth) in launches) arrival[net] = Math.Max(arrival[net], depth);
        Propagate(arrival, 0);
        return arrival;
    }

    /// <summary>Longest paths from each net to registers.</summary>
    public int[] ToRegisters()
    {
        var remaining = Empty();
        foreach (var (net, depth) in captures) remaining[net] = Math.Max(remaining[net], depth);
        for (var at = sorted.Length - 1; at >= 0; at--)
        {
            var (from, to, depth) = sorted[at];
            if (remaining[to] > Unreached) remaining[from] = Math.Max(remaining[from], remaining[to] + depth);
        }

        return remaining;
    }

    /// <summary>Longest paths from one net to each other.</summary>
    public int[] From(int net)
    {
        var arrival = Empty();
        if (net < 0) return arrival;
        var start = indexOf[net];
        arrival[start] = 0;
        Propagate(arrival, position[start]);
        return arrival;
    }

    /// <summary>The depth at a net, or null when it is not reached.</summary>
    public int? At(int[] depths, int net) => net >= 0 && indexOf.TryGetValue(net, out var index) && depths[index] > Unreached ? depths[index] : null;

    private int[] Empty()
    {
        var depths = new int[indexOf.Count];
        Array.Fill(depths, Unreached);
        return depths;
    }

    private void Propagate(int[] arrival, int start)
    {
        for (var at = start; at < sorted.Length; at++)
        {
            var (from, to, depth) = sorted[at];
            if (arrival[from] > Unreached) arrival[to] = Math.Max(arrival[to], arrival[from] + depth);
        }
    }

    private int Index(int net)
    {
        if (indexOf.TryGetValue(net, out var index)) return index;
        return indexOf[net] = indexOf.Count;
    }
}
