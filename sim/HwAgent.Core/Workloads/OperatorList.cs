namespace HwAgent.Core.Workloads;

/// <summary>Collects the operators of a workload in execution order, with their parameters counted.</summary>
/// <remarks>Work beyond <see cref="LargestElements"/> or <see cref="LargestMacs"/> an operator throws <see cref="OverflowException"/>, so that sums and byte counts stay exact in 64 bits.</remarks>
internal sealed class OperatorList
{
    private const long LargestElements = 1L << 52;
    private const long LargestMacs = 1L << 58;

    private readonly List<Operator> _operators = [];

    public IReadOnlyList<Operator> Operators => _operators;

    public long Parameters => _operators.Sum(o => o.Parameters);

    /// <summary>
    /// Adds a matrix product with weights, and behind it the activation and the residual add that can be fused into it.
    /// Each of the <paramref name="repeats"/> has weights of its own unless <paramref name="tied"/>.
    /// </summary>
    public void Gemm(string name, LayerShape shape, long repeats, bool bias, string? activation = null, bool residual = false, bool tied = false)
    {
        var elements = (long)shape.M * shape.N;
        Append(new Operator(name, OperatorKind.Gemm, repeats)
        {
            Gemm = shape,
            Elements = elements,
            HasBias = bias,
            FusedActivation = activation,
            AddsResidual = residual,
            Parameters = checked(repeats * (((tied ? 0 : (long)shape.K) * shape.N) + (bias ? shape.N : 0))),
        });
        if (activation is not null)
            Append(new Operator(name + ".activation", OperatorKind.Activation, repeats) { Elements = elements, FusableInto = name });
        if (residual)
            Append(new Operator(name + ".residual", OperatorKind.Elementwise, repeats) { Elements = elements, FusableInto = name });
    }

    /// <summary>Adds a product of two activations; of masked scores those count as elements that are seen.</summary>
    public void Product(string name, OperatorKind kind, LayerShape shape, long repeats, CausalMask? mask = null) =>
        Append(new Operator(name, kind, repeats)
        {
            Gemm = shape,
            Elements = mask is not null && kind == OperatorKind.AttentionScores ? Operator.VisiblePairs(shape, mask) : (long)shape.M * shape.N,
            Mask = mask,
        });

    /// <summary>Adds a norm over rows of <paramref name="width"/>; each repeat has a scale (and shift) of its own.</summary>
    public void Norm(string name, NormKind kind, long rows, int width, long repeats) =>
        Append(new Operator(name, kind == NormKind.RmsNorm ? OperatorKind.RmsNorm : OperatorKind.LayerNorm, repeats)
        {
            Elements = checked(rows * width),
            Parameters = checked(repeats * width * (kind == NormKind.RmsNorm ? 1 : 2)),
        });

    /// <summary>Adds an operator that is neither a matrix product nor a norm.</summary>
    public void Add(string name, OperatorKind kind, long elements, long repeats = 1, long parameters = 0) =>
        Append(new Operator(name, kind, repeats) { Elements = elements, Parameters = parameters });

    private void Append(Operator op)
    {
        var elements = (Int128)op.Elements * op.Repeats;
        var macs = op.Gemm is { } g ? (Int128)g.M * g.N * g.K * op.Repeats : 0;
        if (elements > LargestElements || macs > LargestMacs || op.Parameters > LargestElements) throw new OverflowException();
        _operators.Add(op);
    }
}
