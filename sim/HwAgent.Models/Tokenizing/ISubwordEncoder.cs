namespace HwAgent.Models.Tokenizing;

/// <summary>Turns one word, as normaliser and pre-tokeniser left it, into token ids.</summary>
internal interface ISubwordEncoder
{
    /// <param name="word">Not empty; valid UTF-16.</param>
    /// <param name="ids">The word's tokens are added at the end.</param>
    void Encode(string word, List<int> ids);
}
