using System.Text;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tokenizing;

/// <summary>What a character without a token of its own becomes.</summary>
/// <param name="File">The vocabulary's name, for messages.</param>
/// <param name="ByteIds">Ids of the tokens of the 256 bytes, -1 where there is none; null without byte fallback.</param>
/// <param name="UnknownId">The unknown token.</param>
/// <param name="Fuse">One unknown token for a run of unknown characters.</param>
internal sealed record UnknownCharacters(string File, int[]? ByteIds, int? UnknownId, bool Fuse)
{
    /// <returns>Whether the unknown token stands last.</returns>
    public bool Emit(Rune character, ReadOnlySpan<byte> utf8, bool afterUnknown, List<int> ids)
    {
        if (ByteIds is not null && HasAll(utf8))
        {
            foreach (var value in utf8) ids.Add(ByteIds[value]);
            return false;
        }

        if (UnknownId is not { } unknown)
            throw new InvalidModelException(File, "vocabulary", $"U+{character.Value:X4} has no token, and there is no unknown token", "leave the character out of the text, or use a vocabulary with byte tokens");
        if (!(Fuse && afterUnknown)) ids.Add(unknown);
        return true;
    }

    private bool HasAll(ReadOnlySpan<byte> utf8)
    {
        foreach (var value in utf8)
        {
            if (ByteIds![value] < 0) return false;
        }

        return true;
    }
}
