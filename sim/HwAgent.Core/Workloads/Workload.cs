namespace HwAgent.Core.Workloads;

/// <summary>The operator graph of one pass of a model, in execution order.</summary>
/// <param name="Name">Preset name or model name.</param>
/// <param name="Phase"><c>prefill</c>, <c>decode</c> or <c>encode</c>.</param>
/// <param name="Operators">In execution order, equal shapes merged into one operator with repeats.</param>
public sealed record Workload(string Name, string Phase, IReadOnlyList<Operator> Operators)
{
    public long Macs => Operators.Sum(o => o.Macs);

    /// <summary>
    /// Parameters of the model that no operator of this pass reads: the vision tower in decode, blocks behind the feature layer.
    /// </summary>
    public long UnusedParameters { get; init; }

    /// <summary>Parameters of the whole model, <see cref="UnusedParameters"/> included: the published number.</summary>
    public long Parameters => Operators.Sum(o => o.Parameters) + UnusedParameters;

    /// <summary>The operators that a GEMM accelerator executes.</summary>
    public IEnumerable<Operator> MatrixProducts => Operators.Where(o => o.Gemm is not null);
}
