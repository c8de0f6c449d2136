using System.Buffers;
using HwAgent.Core.Models;
using Microsoft.ML.Tokenizers;

namespace HwAgent.Models.Tokenizing;

/// <summary>Byte-level BPE of one word by Microsoft.ML.Tokenizers; words come spelt in byte characters.</summary>
internal sealed class LibraryBpeEncoder : ISubwordEncoder
{
    private readonly BpeTokenizer _tokenizer;
    private readonly SearchValues<char> _known;
    private readonly string _file;

    /// <param name="file">For messages.</param>
    /// <param name="vocabulary">Ids of the pieces.</param>
    /// <param name="merges">Pairs of pieces whose join is a piece, in their order.</param>
    /// <exception cref="InvalidModelException">The library refuses the vocabulary.</exception>
    public LibraryBpeEncoder(string file, IReadOnlyDictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> merges)
    {
        _file = file;
        _known = SearchValues.Create([.. vocabulary.Keys.Where(piece => piece.Length == 1).Select(piece => piece[0])]);
        try
        {
            _tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary) { Merges = merges.Select(merge => $"{merge.Left} {merge.Right}") });
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Its constructors throw whatever the broken part runs into.
            throw new InvalidModelException(file, "model", $"BPE cannot be set up: {exception.Message}", "fetch the file again");
        }
    }

    /// <exception cref="InvalidModelException">The vocabulary lacks a byte; the library would leave it out without a word.</exception>
    public void Encode(string word, List<int> ids)
    {
        var missing = word.AsSpan().IndexOfAnyExcept(_known);
        if (missing >= 0)
            throw new InvalidModelException(_file, "model.vocab", $"it has no token for byte 0x{PieceSpelling.FromByteLevel(word[missing].ToString())[0]:X2}", "leave the character out of the text, or use a vocabulary with all 256 bytes");

        ids.AddRange(_tokenizer.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
    }
}
