using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>Random products of the shapes that transformers have: decoding, prefill, attention by heads, and small and prime sizes that nothing divides.</summary>
internal static class RivalProblems
{
    private static readonly long[] Hidden = [64, 96, 192, 384, 512, 576, 768, 896, 1024, 1152, 1280, 1536, 2048, 2560, 3072, 3584, 4096, 4864, 5120, 8192, 11008, 14336];
    private static readonly long[] Tokens = [16, 49, 50, 64, 77, 128, 196, 197, 199, 256, 257, 384, 512, 577, 729, 1000, 1024, 1031, 1500, 2048, 4096];
    private static readonly long[] Primes = [3, 5, 7, 11, 13, 17, 19, 23, 31, 37, 53, 61, 89, 97, 101, 127, 131, 163, 211, 263, 331];

    /// <summary>The next one.</summary>
    public static TensorProblem Next(RandomChoices random)
    {
        var (input, weight) = (random.Pick(4, 8, 8, 8, 16), random.Pick(2, 4, 4, 8, 8, 8, 16));
        var (output, partial) = random.Pick((8, 8), (8, 16), (8, 24), (8, 32), (8, 32), (16, 32), (32, 32));
        return random.Below(7) switch
        {
            0 => Gemm("decode", random.Between(1, 8), random.Pick(Hidden), random.Pick(Hidden)),
            1 => Gemm("prefill", random.Pick(Tokens), random.Pick(Hidden), random.Pick(Hidden)),
            2 => Gemm("scores", random.Pick(Tokens), random.Pick(Tokens), random.Pick(32L, 64L, 80L, 96L, 128L), random.Between(1, 16)),
            3 => Gemm("attended", random.Pick(Tokens), random.Pick(32L, 64L, 80L, 96L, 128L), random.Pick(Tokens), random.Between(1, 16)),
            4 => Gemm("decode-scores", 1, random.Pick(Tokens), random.Pick(64L, 128L), random.Between(1, 40)),
            5 => Gemm("primes", random.Pick(Primes), random.Pick(Primes), random.Pick(Primes), random.Pick(1L, 1L, 1L, 2L, 3L)),
            _ => Gemm("small", random.Between(1, 64), random.Between(1, 64), random.Between(1, 64), random.Pick(1L, 1L, 1L, 4L)),
        };

        TensorProblem Gemm(string name, long m, long n, long k, long heads = 1) => TensorProblem.Gemm(name, m, n, k, input, weight, output, partial, heads);
    }
}
