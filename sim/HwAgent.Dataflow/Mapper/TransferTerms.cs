namespace HwAgent.Dataflow.Mapper;

/// <summary>The formulas of a skeleton, each computed once for a set of mappings however often it is needed.</summary>
internal sealed class TransferTerms
{
    private readonly List<TransferTerm> _terms = [];
    private double[] _values = [];

    /// <summary>The number of a formula.</summary>
    public int Number(TransferTerm term)
    {
        var known = _terms.FindIndex(term.IsSame);
        if (known >= 0) return known;
        _terms.Add(term);
        _values = new double[_terms.Count];
        return _terms.Count - 1;
    }

    /// <summary>The value of a formula as last computed.</summary>
    public double this[int number] => number < 0 ? 0 : _values[number];

    /// <summary>Computes all.</summary>
    public void Compute(double[][] answers)
    {
        for (var i = 0; i < _values.Length; i++) _values[i] = _terms[i].Value(answers);
    }
}
