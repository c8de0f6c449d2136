using System.Text;
using HwAgent.Core.Cascades;
using HwAgent.Core.Decoding;
using HwAgent.Core.Models;

namespace HwAgent.Models.Runtime;

/// <summary>A text model as a member of a <see cref="Cascade"/>: answers prompts, several times each, and accounts for it. A prompt that comes again is not read again.</summary>
/// <param name="model">In the arithmetic in which it answers; stays the caller's.</param>
/// <param name="sampling">How it draws.</param>
/// <param name="maxTokens">Tokens of an answer at most.</param>
/// <param name="unit">What costs are counted in.</param>
public sealed class AnsweringModel(TextModel model, SamplingOptions sampling, int maxTokens, CascadeCost unit) : IDisposable
{
    private ILanguageSession? _session;
    private int[] _prompt = [];

    /// <summary>What the model writes behind a prompt.</summary>
    /// <exception cref="InvalidModelException">The model cannot take the prompt.</exception>
    public CascadeReply Answer(CascadeRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int[] prompt = [.. model.Encode(request.Prompt)];
        if (prompt.Length == 0) throw new InvalidModelException(model.Path, "prompt", "it is empty, and this model has no token that begins a text", "give at least a word");
        if (prompt.Length >= model.Model.MaxPositions)
            throw new InvalidModelException(model.Path, "positions", $"the prompt has {prompt.Length} tokens, the model was trained for {model.Model.MaxPositions} positions", "give a shorter one, or leave the model out");
        var isHeld = Hold(prompt);
        var options = new GenerationOptions { MaxTokens = maxTokens, StopTokens = model.StopTokens, Sampling = sampling, Seed = request.Seed };
        var text = new StringBuilder();
        var decoder = model.Tokenizer.StartDecoding(request.Prompt.Length > 0);
        var result = new TokenGenerator(model.Model, _session!, options).Generate(isHeld ? prompt.AsSpan(^1..) : prompt, Write, cancellation);
        text.Append(decoder.Finish());
        var (read, passes) = (result.Statistics.PromptTokens, result.Statistics.TargetPasses);
        // The last token of a prompt is part of the first pass; those before it take one of their own.
        var cost = unit == CascadeCost.Macs ? (double)model.MacsPerToken * (read - 1 + passes) : (double)model.WeightBytesPerPass * ((read > 1 ? 1 : 0) + passes);
        return new CascadeReply(text.ToString(), read + result.Tokens.Count, cost);

        void Write(int token)
        {
            // Ids behind the vocabulary pad the matrices of some models; they stand for no text.
            if (token < model.Tokenizer.VocabularySize) text.Append(decoder.Append(token));
        }
    }

    public void Dispose() => _session?.Dispose();

    /// <summary>Makes the session ready for a prompt; true when it holds all of it but the last token, as an earlier answer left it.</summary>
    private bool Hold(int[] prompt)
    {
        if (_session is not null && _prompt.AsSpan().SequenceEqual(prompt))
        {
            _session.Truncate(prompt.Length - 1);
            return true;
        }

        _session?.Dispose();
        _session = model.Model.Start((int)Math.Min(model.Model.MaxPositions, (long)prompt.Length + maxTokens));
        _prompt = prompt;
        return false;
    }
}
