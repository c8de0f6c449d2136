using System.Diagnostics;
using System.Text;
using HwAgent.Models.Tokenizing;

namespace HwAgent.Cli.Generation;

/// <summary>Writes tokens as text as they come, whole characters at a time, and notes when the first one came.</summary>
/// <param name="tokenizer">The model's.</param>
/// <param name="continuing">Whether text stands in front.</param>
/// <param name="output">Where to write at once; null: nowhere.</param>
internal sealed class TokenWriter(ModelTokenizer tokenizer, bool continuing, TextWriter? output)
{
    private readonly StreamingDecoder _decoder = tokenizer.StartDecoding(continuing);
    private readonly StringBuilder _text = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public string Text => _text.ToString();

    /// <summary>Time until the first token: reading the prompt and one pass.</summary>
    public TimeSpan FirstToken { get; private set; }

    public TimeSpan Elapsed => _clock.Elapsed;

    public void Write(int token)
    {
        if (FirstToken == TimeSpan.Zero) FirstToken = _clock.Elapsed;
        // Ids behind the vocabulary pad the matrices of some models; they stand for no text.
        if (token < tokenizer.VocabularySize) Write(_decoder.Append(token));
    }

    public void Finish()
    {
        Write(_decoder.Finish());
        if (FirstToken == TimeSpan.Zero) FirstToken = _clock.Elapsed;
        _clock.Stop();
    }

    private void Write(ReadOnlySpan<char> characters)
    {
        if (characters.IsEmpty) return;
        _text.Append(characters);
        output?.Write(characters);
        output?.Flush();
    }
}
