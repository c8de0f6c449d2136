using System.Numerics.Tensors;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Reference;

/// <summary>
/// Which tokens of an image become one: bipartite soft matching of token merging (Bolya et al., arXiv 2210.09461). Tokens stand alternately in two sets;
/// each of the first finds its most similar one of the second by the cosine of their keys; the most similar pairs merge. Unlike the published code, what is
/// left keeps the order of the image, so that a decoder still reads it row by row.
/// </summary>
/// <param name="Targets">For each old token the new one that it goes into.</param>
/// <param name="Count">New tokens.</param>
public sealed record TokenMerge(int[] Targets, int Count)
{
    /// <summary>Finds the pairs by the cosine of keys.</summary>
    /// <param name="keys">Tokens x width: the mean of the heads' keys.</param>
    /// <param name="width">Width of one key.</param>
    /// <param name="extraTokens">Tokens in front that stay alone.</param>
    /// <param name="merges">Pairs wanted; at most half of the patches merge.</param>
    public static TokenMerge Match(float[] keys, int width, int extraTokens, int merges)
    {
        var tokens = keys.Length / width;
        var lengths = new float[tokens];
        for (var i = 0; i < tokens; i++) lengths[i] = MathF.Sqrt(FloatVector.Dot(keys.AsSpan(i * width, width), keys.AsSpan(i * width, width)));
        return Match(tokens, extraTokens, merges, (a, b) =>
            FloatVector.Dot(keys.AsSpan(a * width, width), keys.AsSpan(b * width, width)) / Math.Max(lengths[a] * lengths[b], float.Epsilon));
    }

    /// <summary>Finds the pairs by any similarity. Equal ones are decided by the lower number, so that the result is the same everywhere.</summary>
    /// <param name="tokens">Tokens there are.</param>
    /// <param name="extraTokens">Tokens in front that stay alone.</param>
    /// <param name="merges">Pairs wanted; at most half of the patches merge.</param>
    /// <param name="similarity">Of two tokens; larger is more alike.</param>
    public static TokenMerge Match(int tokens, int extraTokens, int merges, Func<int, int, double> similarity)
    {
        merges = Math.Min(merges, (tokens - extraTokens) / 2);
        var pairs = new List<(int From, int To, double Similarity)>();
        for (var from = extraTokens + (extraTokens & 1); from < tokens; from += 2)
        {
            var best = (From: from, To: -1, Similarity: double.NegativeInfinity);
            for (var to = extraTokens | 1; to < tokens; to += 2)
            {
                var alike = similarity(from, to);
                if (best.To < 0 || alike > best.Similarity) best = (from, to, alike);
            }

            if (best.To >= 0) pairs.Add(best);
        }

        return FromPairs(tokens, pairs.OrderByDescending(pair => pair.Similarity).ThenBy(pair => pair.From).Take(merges).Select(pair => (pair.From, pair.To)));
    }

    /// <summary>The renumbering when each <c>From</c> goes into its <c>To</c>.</summary>
    /// <param name="tokens">Old tokens.</param>
    /// <param name="pairs">No token is both a <c>From</c> and a <c>To</c>.</param>
    public static TokenMerge FromPairs(int tokens, IEnumerable<(int From, int To)> pairs)
    {
        var into = Enumerable.Range(0, tokens).ToArray();
        foreach (var (from, to) in pairs) into[from] = to;
        var targets = new int[tokens];
        var count = 0;
        for (var i = 0; i < tokens; i++) if (into[i] == i) targets[i] = count++;
        for (var i = 0; i < tokens; i++) if (into[i] != i) targets[i] = targets[into[i]];
        return new TokenMerge(targets, count);
    }

    /// <summary>Means of the rows that become one, each weighted by the patches it stands for.</summary>
    /// <param name="rows">Old tokens x width.</param>
    /// <param name="sizes">Patches that each old token stands for.</param>
    public float[] Apply(ReadOnlySpan<float> rows, ReadOnlySpan<int> sizes)
    {
        var width = rows.Length / Targets.Length;
        var result = new float[Count * width];
        for (var i = 0; i < Targets.Length; i++)
        {
            var target = result.AsSpan(Targets[i] * width, width);
            TensorPrimitives.MultiplyAdd(rows.Slice(i * width, width), sizes[i], target, target);
        }

        var merged = ApplyToSizes(sizes);
        for (var i = 0; i < Count; i++) TensorPrimitives.Divide(result.AsSpan(i * width, width), merged[i], result.AsSpan(i * width, width));
        return result;
    }

    /// <summary>Patches that each new token stands for.</summary>
    public int[] ApplyToSizes(ReadOnlySpan<int> sizes)
    {
        var result = new int[Count];
        for (var i = 0; i < Targets.Length; i++) result[Targets[i]] += sizes[i];
        return result;
    }
}
