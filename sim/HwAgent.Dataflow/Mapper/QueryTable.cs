namespace HwAgent.Dataflow.Mapper;

/// <summary>The questions that a search asks of the chains of steps, numbered in the order in which they came up; not each is asked of each dimension.</summary>
internal sealed class QueryTable
{
    private readonly Dictionary<ChainQuery, int> _numbers = [];
    private readonly List<ChainQuery> _queries = [];
    private readonly List<int> _asked = [];

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<ChainQuery> Queries => _queries;

    /// <summary>The number of a question, which is noted as asked of a dimension.</summary>
    public int Number(ChainQuery query, int dimension)
    {
        if (!_numbers.TryGetValue(query, out var number))
        {
            number = _numbers[query] = _queries.Count;
            _queries.Add(query);
            _asked.Add(0);
        }

        _asked[number] |= 1 << dimension;
        return number;
    }

    /// <summary>The number of a question that is asked of every dimension.</summary>
    public int Number(ChainQuery query, IEnumerable<int> dimensions)
    {
        var number = -1;
        foreach (var d in dimensions) number = Number(query, d);
        return number;
    }

    /// <summary>The number of a question that came up already; -1 for others.</summary>
    public int Find(ChainQuery query) => _numbers.GetValueOrDefault(query, -1);

    /// <summary>A chain's answers to what is asked of its dimension; 0 for the rest.</summary>
    public double[] Answers(int dimension, in StepChain chain)
    {
        var answers = new double[_queries.Count];
        for (var number = 0; number < answers.Length; number++)
        {
            if (IsAsked(number, dimension)) answers[number] = chain.Answer(_queries[number]);
        }

        return answers;
    }

    /// <summary>Whether a cost depends on a dimension's answer to a question.</summary>
    public bool IsAsked(int number, int dimension) => (_asked[number] >> dimension & 1) != 0;
}
