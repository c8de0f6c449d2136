using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Evals.Mapper.Rival;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>The cases of the comparison: those for which results of Timeloop and ZigZag are recorded, then other shapes on other arrays.</summary>
public static class RandomPrunedCases
{
    /// <summary>All of them.</summary>
    /// <param name="seed">Of the draws.</param>
    /// <param name="objective">What is made small.</param>
    /// <param name="account">The latency that counts.</param>
    public static IReadOnlyList<RivalCase> All(ulong seed, Objective objective, LatencyAccount account)
    {
        (string, long, long, long)[] recorded = [("a-projection", 197, 768, 768), ("d-decode", 1, 4096, 4096), ("e-prefill", 2048, 11008, 4096)];
        var cases = new List<(TensorProblem Problem, Architecture Architecture)>();
        foreach (var weightsStay in (ReadOnlySpan<bool>)[true, false])
        {
            cases.AddRange(recorded.Select(r => (Gemm(r.Item1, r.Item2, r.Item3, r.Item4, partialBits: 8), PeerArrays.Timeloop(16, 16, weightsStay, isFilled: true, sumBits: 8))));
            cases.AddRange(recorded.Select(r => (Gemm(r.Item1, r.Item2, r.Item3, r.Item4), PeerArrays.ZigZag(weightsStay))));
        }

        TensorProblem[] others =
        [
            Gemm("vit-qkv", 197, 2304, 768), Gemm("vit-up", 197, 3072, 768), Gemm("prefill-output", 2048, 4096, 4096), Gemm("decode-down", 1, 4096, 14336),
            Gemm("scores", 4096, 4096, 128, heads: 32), Gemm("attended", 4096, 128, 4096, heads: 32), Gemm("decode-scores", 1, 4096, 128, heads: 32),
        ];
        (int Rows, int Columns)[] arrays = [(8, 64), (32, 32), (13, 11), (64, 64)];
        for (var i = 0; i < others.Length * 2; i++)
        {
            var (rows, columns) = arrays[i % arrays.Length];
            cases.Add((others[i % others.Length], PeerArrays.Timeloop(rows, columns, weightsStay: i < others.Length, isFilled: false)));
        }

        cases.Add((Gemm("a-projection", 197, 768, 768), PeerArrays.Scratchpads(12, 14)));
        cases.Add((Gemm("prefill-output", 2048, 4096, 4096), PeerArrays.Scratchpads(12, 14)));
        return [.. cases.Select((c, i) => new RivalCase(seed, i, c.Problem, c.Architecture, objective, account))];
    }

    private static TensorProblem Gemm(string name, long m, long n, long k, int partialBits = 32, long heads = 1) => TensorProblem.Gemm(name, m, n, k, partialBits: partialBits, heads: heads);
}
