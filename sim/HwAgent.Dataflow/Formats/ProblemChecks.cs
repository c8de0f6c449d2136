using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>What every problem must be, whatever file it comes from.</summary>
internal static class ProblemChecks
{
    /// <summary>The problem, or null after reporting at a node why it cannot be one.</summary>
    public static TensorProblem? Check(TensorProblem problem, SpecNode at, SpecDiagnostics diagnostics)
    {
        if (problem.Dimensions.Count is 0 or > TensorProblem.MostDimensions)
            return Refuse("out-of-range", $"{problem.Dimensions.Count} dimensions", $"give 1 to {TensorProblem.MostDimensions}; drop those of size 1");
        if (problem.Dimensions.GroupBy(d => d.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return Refuse("duplicate-name", $"two dimensions are called '{twice.Key}'", "give each its own name");
        if (problem.Dimensions.Aggregate((Int128)1, (product, d) => Int128.Min(product * d.Size, (Int128)TensorProblem.MostMacs + 1)) > TensorProblem.MostMacs)
            return Refuse("out-of-range", "more than 2^52 multiply-accumulates", "make a dimension smaller");
        if (problem.PartialBits < problem.Tensor(Operand.Output).Bits)
            return Refuse("out-of-range", $"partial sums of {problem.PartialBits} bits are narrower than outputs of {problem.Tensor(Operand.Output).Bits}", "widen the partial sums");
        return problem;

        TensorProblem? Refuse(string code, string message, string advice)
        {
            diagnostics.Add(at, code, $"{problem.Name}: {message}", advice);
            return null;
        }
    }
}
