namespace HwAgent.Dataflow.Mapper;

/// <summary>The questions that a search asks of each chain of steps, numbered in the order in which they came up.</summary>
internal sealed class QueryTable
{
    private readonly Dictionary<ChainQuery, int> _numbers = [];
    private readonly List<ChainQuery> _queries = [];

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<ChainQuery> Queries => _queries;

    /// <summary>The number of a question.</summary>
    public int Number(ChainQuery query)
    {
        if (_numbers.TryGetValue(query, out var number)) return number;
        _queries.Add(query);
        return _numbers[query] = _queries.Count - 1;
    }
}
