using HwAgent.Core.Models;
using Microsoft.ML.Tokenizers;

namespace HwAgent.Models.Tokenizing;

/// <summary>SentencePiece's encoding, BPE or unigram, by Microsoft.ML.Tokenizers.</summary>
internal sealed class LibrarySentencePieceEncoder : ISubwordEncoder
{
    private readonly SentencePieceTokenizer _tokenizer;

    /// <exception cref="InvalidModelException">The library refuses the model.</exception>
    public LibrarySentencePieceEncoder(byte[] model, string file)
    {
        try
        {
            _tokenizer = SentencePieceTokenizer.Create(new MemoryStream(model), addBeginningOfSentence: false, addEndOfSentence: false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Its constructors throw whatever the broken part runs into.
            throw new InvalidModelException(file, "model", $"SentencePiece cannot be set up: {exception.Message}", "fetch the file again");
        }
    }

    public void Encode(string word, List<int> ids) => ids.AddRange(_tokenizer.EncodeToIds(word, addBeginningOfSentence: false, addEndOfSentence: false));
}
