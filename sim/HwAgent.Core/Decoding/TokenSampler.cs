using System.Numerics.Tensors;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Decoding;

/// <summary>
/// Turns logits into the distribution that <see cref="SamplingOptions"/> ask for, and draws from it. In double and in a fixed order:
/// equal logits and equal random numbers give equal tokens. Buffers are its own, so one sampler serves one thread.
/// </summary>
public sealed class TokenSampler
{
    private readonly SamplingOptions _options;
    private readonly int[] _ids;
    private readonly Comparison<int> _byProbability;
    private double[] _probabilities = [];
    private int _offset;

    /// <exception cref="ArgumentException">The options are out of range.</exception>
    public TokenSampler(SamplingOptions options, int vocabularySize)
    {
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        _options = options;
        _ids = options.IsGreedy || (options.TopK == 0 && options.TopP == 1) ? [] : new int[vocabularySize];
        // Kept, because a comparison made for each sort would be garbage for each token.
        _byProbability = ByProbability;
        VocabularySize = vocabularySize;
    }

    public int VocabularySize { get; }

    public bool IsGreedy => _options.IsGreedy;

    /// <summary>The most probable token; of equal ones the lowest id.</summary>
    /// <exception cref="InvalidModelException">A logit is not a number.</exception>
    public static int Largest(ReadOnlySpan<float> logits)
    {
        var best = TensorPrimitives.IndexOfMax(logits);
        // IndexOfMax answers with the first NaN when there is one.
        if (float.IsFinite(logits[best])) return best;
        throw new InvalidModelException(null, "logits", $"the logit of token {best} is {logits[best]}", "check the model's weights: some are infinite or not numbers, or far too large");
    }

    /// <summary>Writes the probability of every token; what top-k and top-p leave out gets exactly 0.</summary>
    /// <param name="logits">One a token of the vocabulary.</param>
    /// <param name="probabilities">Gets as many; they sum to 1 up to rounding.</param>
    /// <param name="offset">Where in <paramref name="probabilities"/> they begin.</param>
    public void Distribution(ReadOnlySpan<float> logits, double[] probabilities, int offset = 0)
    {
        var target = probabilities.AsSpan(offset, VocabularySize);
        var best = Largest(logits);
        if (IsGreedy)
        {
            target.Clear();
            target[best] = 1;
            return;
        }

        double largest = logits[best], sum = 0;
        for (var i = 0; i < target.Length; i++) sum += target[i] = Exponential.OfNegative((logits[i] - largest) / _options.Temperature);
        if (_ids.Length > 0) sum = KeepMostProbable(probabilities, offset, sum);
        for (var i = 0; i < target.Length; i++) target[i] /= sum;
    }

    /// <summary>The token at which the running sum, by ascending id, passes <paramref name="uniform"/>.</summary>
    /// <param name="probabilities">At least 0; not all 0.</param>
    /// <param name="uniform">In [0, 1).</param>
    public static int Draw(ReadOnlySpan<double> probabilities, double uniform)
    {
        var sum = 0.0;
        foreach (var probability in probabilities) sum += probability;
        // Scaled by the true sum, so that rounding leaves no gap at the end.
        double limit = uniform * sum, running = 0;
        var last = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] == 0) continue;
            last = i;
            running += probabilities[i];
            if (running > limit) return i;
        }

        return last;
    }

    /// <summary>Zeroes what top-k and top-p leave out; returns the sum of the rest.</summary>
    private double KeepMostProbable(double[] probabilities, int offset, double sum)
    {
        (_probabilities, _offset) = (probabilities, offset);
        var target = probabilities.AsSpan(offset, VocabularySize);
        var count = 0;
        if (_options.TopK == 0)
        {
            // All tokens below the cut-off together have less than 1 - p: the nucleus needs none of them (as in llama2.c), and few are left to sort.
            var cutOff = (1 - _options.TopP) / VocabularySize * sum / 2;
            for (var i = 0; i < target.Length; i++)
                if (target[i] >= cutOff) _ids[count++] = i;
        }
        else
        {
            count = SelectLargest(target);
        }

        var ids = _ids.AsSpan(0, count);
        ids.Sort(_byProbability);
        double total = 0, kept = 0;
        if (_options.TopK == 0) total = sum;
        else foreach (var id in ids) total += target[id];
        var keep = 0;
        while (keep < count && (keep == 0 || kept < _options.TopP * total)) kept += target[ids[keep++]];

        // The kept ones are marked by their sign while the others are zeroed.
        foreach (var id in ids[..keep]) target[id] = -target[id];
        for (var i = 0; i < target.Length; i++) target[i] = target[i] < 0 ? -target[i] : 0;
        return kept;
    }

    /// <summary>Puts the ids of the k most probable tokens into the buffer, by a heap whose root is the least of them.</summary>
    private int SelectLargest(ReadOnlySpan<double> target)
    {
        var count = Math.Min(_options.TopK, target.Length);
        var heap = _ids.AsSpan(0, count);
        for (var i = 0; i < count; i++) heap[i] = i;
        for (var i = count / 2 - 1; i >= 0; i--) SiftDown(heap, i);
        for (var i = count; i < target.Length; i++)
        {
            // Of equal ones the lower id is inside already.
            if (target[i] <= target[heap[0]]) continue;
            heap[0] = i;
            SiftDown(heap, 0);
        }

        return count;
    }

    private void SiftDown(Span<int> heap, int parent)
    {
        while (2 * parent + 1 is var child && child < heap.Length)
        {
            if (child + 1 < heap.Length && ByProbability(heap[child + 1], heap[child]) > 0) child++;
            if (ByProbability(heap[child], heap[parent]) <= 0) return;
            (heap[parent], heap[child]) = (heap[child], heap[parent]);
            parent = child;
        }
    }

    /// <summary>The more probable first; of equal ones the lower id.</summary>
    private int ByProbability(int left, int right)
    {
        var order = _probabilities[_offset + right].CompareTo(_probabilities[_offset + left]);
        return order != 0 ? order : left.CompareTo(right);
    }
}
