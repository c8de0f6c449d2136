using System.Buffers;
using HwAgent.Core.Models;
using Microsoft.ML.Tokenizers;

namespace HwAgent.Models.Tokenizing;

/// <summary>Byte-level BPE of one word by Microsoft.ML.Tokenizers; words come spelt in byte characters.</summary>
internal sealed class LibraryBpeEncoder : ISubwordEncoder
{
    /// <summary>The library's time grows with the square of a word's length; a line of a hundred thousand dashes would take it seconds.</summary>
    private const int LongestWord = 1024;

    private readonly BpeTokenizer _tokenizer;
    private readonly MergeEncoder _longWords;
    private readonly SearchValues<char> _known;
    private readonly string _file;

    /// <param name="file">For messages.</param>
    /// <param name="vocabulary">Ids of the pieces.</param>
    /// <param name="merges">Pairs of pieces whose join is a piece, in their order.</param>
    /// <exception cref="InvalidModelException">The library refuses the vocabulary.</exception>
    public LibraryBpeEncoder(string file, Dictionary<string, int> vocabulary, MergeList merges)
    {
        _file = file;
        _longWords = new MergeEncoder(vocabulary, merges.ToOrder(), new UnknownCharacters(file, ByteIds: null, UnknownId: null, Fuse: false));
        _known = SearchValues.Create([.. vocabulary.Keys.Where(piece => piece.Length == 1).Select(piece => piece[0])]);
        try
        {
            _tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary) { Merges = merges.Pairs.Select(merge => $"{merge.Left} {merge.Right}") });
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

        if (word.Length > LongestWord) _longWords.Encode(word, ids);
        else ids.AddRange(_tokenizer.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
    }
}
