using System.Numerics.Tensors;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Decoding;

/// <summary>
/// Goes on with a sequence, token by token, or with a draft several tokens a pass: speculative decoding (Leviathan et al., arXiv 2211.17192;
/// Chen et al., arXiv 2302.01318). A proposal x drawn from q is accepted with probability min(1, p(x)/q(x)); in place of the first
/// rejected one a token is drawn from norm(max(0, p - q)); behind a draft that is accepted whole, one more is drawn from p. The output is
/// distributed as without a draft. Greedy output is the same tokens, provided that the target's logits do not depend on how many rows a
/// pass has: true of the integer runtime; in float32 rounding may turn a tie. No allocation a token where the model has none.
/// </summary>
public sealed class TokenGenerator
{
    /// <summary>Prompt tokens a pass: cancelling must not wait for all of a long prompt.</summary>
    private const int PromptChunk = 512;

    private readonly ILanguageSession _session;
    private readonly GenerationOptions _options;
    private readonly IDraft? _draft;
    private readonly DraftLength? _length;
    private readonly TokenSampler _sampler;
    private readonly int _vocabulary;
    private readonly float[] _logits;
    private readonly double[] _target;
    private readonly double[] _drafted;
    private SplitMix64 _random;
    private int _tokens;
    private int _passes;
    private int _proposed;
    private int _examined;
    private int _accepted;

    /// <param name="model">The target.</param>
    /// <param name="session">A session of it; what it holds (image rows) stands before the prompt. Stays the caller's.</param>
    /// <param name="options">What to generate.</param>
    /// <param name="draft">Null: one token a pass. Stays the caller's.</param>
    /// <param name="length">How long drafts are.</param>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    public TokenGenerator(ILanguageModel model, ILanguageSession session, GenerationOptions options, IDraft? draft = null, DraftLengthOptions? length = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxTokens);
        length ??= new DraftLengthOptions();
        (_session, _options, _draft, _vocabulary) = (session, options, draft, model.VocabularySize);
        _sampler = new TokenSampler(options.Sampling, _vocabulary);
        _length = draft is null ? null : new DraftLength(length, draft.RelativeCost);
        var most = draft is null ? 0 : length.Maximum;
        _logits = new float[checked((most + 1) * _vocabulary)];
        _target = _sampler.IsGreedy ? [] : new double[_vocabulary];
        _drafted = draft is { IsDrawn: true } ? new double[checked(most * _vocabulary)] : [];
        _random = new SplitMix64(options.Seed);
    }

    /// <summary>Generates until a stop token, the limit of tokens or the end of the session.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="onToken">Called with each generated token as soon as it is certain.</param>
    /// <param name="cancellation">Looked at before every pass.</param>
    /// <exception cref="ArgumentException">An empty prompt, or one that does not fit the session.</exception>
    public GenerationResult Generate(ReadOnlySpan<int> prompt, Action<int>? onToken = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prompt.Length);
        var room = _session.Capacity - _session.Length;
        if (prompt.Length > room) throw new ArgumentException($"The prompt has {prompt.Length} tokens, {room} fit.", nameof(prompt));
        // The token behind the last position can still be decided: it need not be read.
        var sequence = new int[prompt.Length + Math.Min(_options.MaxTokens, room - prompt.Length + 1)];
        prompt.CopyTo(sequence);
        Read(prompt[..^1], cancellation);
        (_tokens, _passes, _proposed, _examined, _accepted) = (0, 0, 0, 0, 0);

        var count = prompt.Length;
        var stopped = false;
        while (count < sequence.Length && !stopped)
        {
            cancellation.ThrowIfCancellationRequested();
            var decided = Round(sequence, count);
            for (var end = count + decided; count < end; )
            {
                stopped = _options.StopTokens.Contains(sequence[count]);
                _tokens++;
                if (stopped) break;
                onToken?.Invoke(sequence[count]);
                count++;
            }
        }

        var stop = stopped ? GenerationStop.StopToken : count - prompt.Length == _options.MaxTokens ? GenerationStop.TokenLimit : GenerationStop.ContextFull;
        return new GenerationResult(
            sequence[prompt.Length..count], stop, new GenerationStatistics(prompt.Length, _tokens, _passes, _proposed, _examined, _accepted));
    }

    private void Read(ReadOnlySpan<int> prompt, CancellationToken cancellation)
    {
        for (var start = 0; start < prompt.Length; start += PromptChunk)
        {
            cancellation.ThrowIfCancellationRequested();
            _session.Append(prompt.Slice(start, Math.Min(PromptChunk, prompt.Length - start)), []);
        }
    }

    /// <summary>One pass of the target over the last token and a draft; writes what it decides behind <paramref name="count"/>.</summary>
    /// <returns>Tokens decided, at least one; the session then holds all of the sequence but the last token.</returns>
    private int Round(int[] sequence, int count)
    {
        var start = _session.Length;
        // Of a draft as long as the rest, the last token would be for nothing: the pass itself gives one more.
        var room = Math.Min(sequence.Length - count - 1, _session.Capacity - start - 1);
        var most = _length is null ? 0 : Math.Min(_length.Current, room);
        var proposed = most > 0 ? _draft!.Propose(sequence.AsSpan(0, count), sequence.AsSpan(count, most), _drafted, ref _random) : 0;
        var logits = _logits.AsSpan(0, (proposed + 1) * _vocabulary);
        _session.Append(sequence.AsSpan(count - 1, proposed + 1), logits);
        _passes++;
        var accepted = 0;
        while (accepted < proposed && Accepts(logits.Slice(accepted * _vocabulary, _vocabulary), sequence, count + accepted, accepted)) accepted++;
        if (accepted == proposed) sequence[count + accepted] = Choose(logits.Slice(accepted * _vocabulary, _vocabulary));
        _session.Truncate(start + accepted + 1);

        var examined = Math.Min(accepted + 1, proposed);
        _proposed += proposed;
        _examined += examined;
        _accepted += accepted;
        if (most > 0 || room > 0) _length?.Update(examined, accepted);
        return accepted + 1;
    }

    private int Choose(ReadOnlySpan<float> logits)
    {
        if (_sampler.IsGreedy) return TokenSampler.Largest(logits);
        _sampler.Distribution(logits, _target);
        return TokenSampler.Draw(_target, _random.NextDouble());
    }

    /// <summary>Accepts the proposal at <paramref name="position"/>, or puts another token there.</summary>
    private bool Accepts(ReadOnlySpan<float> logits, int[] sequence, int position, int index)
    {
        var token = sequence[position];
        if (_sampler.IsGreedy)
        {
            sequence[position] = TokenSampler.Largest(logits);
            return sequence[position] == token;
        }

        _sampler.Distribution(logits, _target);
        var draft = _drafted.AsSpan(_draft!.IsDrawn ? index * _vocabulary : 0, _draft.IsDrawn ? _vocabulary : 0);
        // u < p/q without the division; u is below 1, so p >= q always accepts.
        if (_random.NextDouble() * (_draft.IsDrawn ? draft[token] : 1) < _target[token]) return true;
        if (_draft.IsDrawn)
        {
            TensorPrimitives.Subtract(_target, draft, _target);
            TensorPrimitives.Max(_target, 0, _target);
            // p and q that differ by rounding alone leave nothing to draw from.
            if (TensorPrimitives.Max((ReadOnlySpan<double>)_target) == 0) return true;
        }
        else
        {
            _target[token] = 0;
        }

        sequence[position] = TokenSampler.Draw(_target, _random.NextDouble());
        return false;
    }
}
