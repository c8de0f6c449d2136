namespace HwAgent.Models.Tokenizing;

/// <summary>The steps between text and ids, under the names that huggingface/tokenizers gives them.</summary>
/// <param name="Normalizers">Run one after another on the text between added tokens.</param>
/// <param name="PreTokenizers">Cut the normalised text into words, one after another.</param>
/// <param name="Encoder">Turns a word into ids.</param>
internal sealed record TokenizerPipeline(IReadOnlyList<Func<string, string>> Normalizers, IReadOnlyList<PreTokenizerStep> PreTokenizers, ISubwordEncoder Encoder)
{
    public string Normalize(string text)
    {
        foreach (var step in Normalizers) text = step(text);
        return text;
    }

    /// <param name="text">Normalised.</param>
    /// <param name="first">Whether it stands at the very start of the input.</param>
    /// <param name="ids">The tokens are added at the end.</param>
    public void Encode(string text, bool first, List<int> ids)
    {
        List<string> words = [text];
        foreach (var step in PreTokenizers)
        {
            var next = new List<string>(words.Count);
            for (var i = 0; i < words.Count; i++) step(words[i], first && i == 0, next);
            words = next;
        }

        foreach (var word in words)
        {
            if (word.Length > 0) Encoder.Encode(word, ids);
        }
    }
}
