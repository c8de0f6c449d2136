namespace HwAgent.Dataflow.Fusion;

/// <summary>Collects the tensors and operators of a segment in execution order.</summary>
internal sealed class TensorList
{
    private readonly List<GraphTensor> _tensors = [];
    private readonly List<GraphOperator> _operators = [];

    /// <summary>The operators so far.</summary>
    public IReadOnlyList<GraphOperator> Operators => _operators;

    /// <summary>A tensor from outside.</summary>
    public int External(string name, long elements, int bits, TrafficKind kind)
    {
        _tensors.Add(new GraphTensor(name, elements, bits, kind, -1, Leaves: false));
        return _tensors.Count - 1;
    }

    /// <summary>A tensor that the next operator makes.</summary>
    public int Made(string name, long elements, int bits, TrafficKind kind = TrafficKind.Activations, bool leaves = false)
    {
        _tensors.Add(new GraphTensor(name, elements, bits, kind, _operators.Count, leaves));
        return _tensors.Count - 1;
    }

    public GraphTensor this[int index] => _tensors[index];

    public void Add(GraphOperator op) => _operators.Add(op);

    /// <summary>The tensors with their readers. What nobody reads leaves the segment, as does <paramref name="result"/>.</summary>
    public IReadOnlyList<GraphTensor> Finish(int result)
    {
        var finished = new List<GraphTensor>();
        for (var i = 0; i < _tensors.Count; i++)
        {
            int[] consumers = [.. Enumerable.Range(0, _operators.Count).Where(o => _operators[o].Inputs.Contains(i))];
            finished.Add(_tensors[i] with { Consumers = consumers, Leaves = _tensors[i].Leaves || i == result || (_tensors[i].Producer >= 0 && consumers.Length == 0) });
        }

        return finished;
    }
}
