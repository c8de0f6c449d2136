using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Compression;

/// <summary>Measures what compression costs: perplexity, and divergence from the uncompressed model on every next-token distribution of the given sequences.</summary>
public sealed class LossMeter
{
    private readonly IReadOnlyList<TokenSequence> _sequences;
    private readonly float[][] _teacher;

    /// <param name="teacher">The uncompressed model; its log-probabilities are kept, a float a token and vocabulary entry.</param>
    /// <param name="sequences">At least one, each of two tokens or more.</param>
    public LossMeter(ILanguageModel teacher, IReadOnlyList<TokenSequence> sequences)
    {
        if (sequences.Count == 0 || sequences.Any(sequence => sequence.Tokens.Count < 2)) throw new ArgumentException("At least one sequence is needed, each of two tokens or more.", nameof(sequences));
        _sequences = sequences;
        _teacher = new float[sequences.Count][];
        Parallel.For(0, sequences.Count, i => _teacher[i] = LogProbabilities(teacher, sequences[i]));
        Teacher = Measure(i => _teacher[i]);
    }

    /// <summary>Loss of the uncompressed model.</summary>
    public ModelLoss Teacher { get; }

    /// <summary>Loss of a model with the teacher's vocabulary.</summary>
    public ModelLoss Measure(ILanguageModel model) => Measure(i => LogProbabilities(model, _sequences[i]));

    /// <summary>Loss of a model that sees other image rows than the teacher saw.</summary>
    /// <param name="model">With the teacher's vocabulary.</param>
    /// <param name="disturbed">The meter's sequences with other image rows.</param>
    internal ModelLoss Measure(ILanguageModel model, IReadOnlyList<TokenSequence> disturbed) => Measure(i => LogProbabilities(model, disturbed[i]));

    /// <summary>As <see cref="Measure(ILanguageModel)"/>, one sequence after another: for a model that has threads of its own and may not be used by several.</summary>
    /// <param name="model">With the teacher's vocabulary.</param>
    /// <param name="disturbed">The meter's sequences with other image rows, or null for those that the teacher saw.</param>
    public ModelLoss MeasureInTurn(ILanguageModel model, IReadOnlyList<TokenSequence>? disturbed = null)
    {
        var sums = new (double Nll, double Divergence)[_sequences.Count];
        for (var i = 0; i < sums.Length; i++) sums[i] = Sum(_sequences[i].Tokens, _teacher[i], LogProbabilities(model, (disturbed ?? _sequences)[i]));
        return Mean(sums);
    }

    private ModelLoss Measure(Func<int, float[]> logProbabilities)
    {
        var sums = new (double Nll, double Divergence)[_sequences.Count];
        Parallel.For(0, sums.Length, i => sums[i] = Sum(_sequences[i].Tokens, _teacher[i], logProbabilities(i)));
        return Mean(sums);
    }

    private ModelLoss Mean((double Nll, double Divergence)[] sums)
    {
        // In the order of the sequences, so that threads do not change the last bits.
        var predicted = _sequences.Sum(sequence => sequence.Tokens.Count - 1L);
        return new ModelLoss(sums.Sum(s => s.Nll) / predicted, sums.Sum(s => s.Divergence) / predicted);
    }

    private static (double Nll, double Divergence) Sum(IReadOnlyList<int> tokens, float[] teacher, float[] student)
    {
        var vocabulary = teacher.Length / (tokens.Count - 1);
        double nll = 0, divergence = 0;
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            nll -= student[i * vocabulary + tokens[i + 1]];
            if (ReferenceEquals(teacher, student)) continue;
            for (var j = i * vocabulary; j < (i + 1) * vocabulary; j++) divergence += Exponential.OfNegative(teacher[j]) * (teacher[j] - student[j]);
        }

        return (nll, divergence);
    }

    private static float[] LogProbabilities(ILanguageModel model, TokenSequence sequence)
    {
        var (tokens, vocabulary) = (sequence.Tokens.Take(sequence.Tokens.Count - 1).ToArray(), model.VocabularySize);
        using var session = model.Start(tokens.Length + sequence.FrontPositions(model.HiddenSize));
        sequence.AppendFront(session);
        var logits = new float[tokens.Length * vocabulary];
        session.Append(tokens, logits);
        for (var row = 0; row < tokens.Length; row++)
        {
            var scores = logits.AsSpan(row * vocabulary, vocabulary);
            double largest = double.NegativeInfinity, sum = 0;
            foreach (var score in scores) largest = Math.Max(largest, score);
            foreach (var score in scores) sum += Exponential.OfNegative(score - largest);
            var normaliser = (float)(largest + DeterministicMath.Log(sum));
            for (var j = 0; j < scores.Length; j++) scores[j] -= normaliser;
        }

        return logits;
    }
}
