namespace HwAgent.Models.Tokenizing;

/// <summary>Takes a word that is a token as that token, whatever the merges say (Llama 3's <c>ignore_merges</c>, SentencePiece's user-defined pieces).</summary>
internal sealed class WholeWordEncoder(IReadOnlyDictionary<string, int> vocabulary, ISubwordEncoder otherwise) : ISubwordEncoder
{
    public void Encode(string word, List<int> ids)
    {
        if (vocabulary.TryGetValue(word, out var id)) ids.Add(id);
        else otherwise.Encode(word, ids);
    }
}
