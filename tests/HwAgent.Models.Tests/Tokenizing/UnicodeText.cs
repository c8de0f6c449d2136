using System.Text;
using CsCheck;

namespace HwAgent.Models.Tests.Tokenizing;

/// <summary>Texts from all of Unicode, with the spots that tokenizers stumble over.</summary>
internal static class UnicodeText
{
    private static readonly Gen<string> Rune = Gen.Frequency(
        (5, Gen.Int[32, 126]), (1, Gen.OneOf(9, 10, 13, 0xA0, 0x85, 0x2581, 0x3000, 0x200B, 0xFEFF, 0, 0x7F)), (1, Gen.Int[0xA1, 0x2FF]), (1, Gen.Int[0x300, 0x36F]),
        (1, Gen.Int[0x370, 0x1FFF]), (1, Gen.Int[0x3040, 0x9FFF]), (1, Gen.Int[0xAC00, 0xD7A3]), (1, Gen.Int[0x10000, 0x10FFFF]))
        .Select(code => new Rune(code).ToString());

    private static readonly Gen<string> Word = Gen.OneOf(
        " ", "  ", "\n\n", "\r\n", "the", "Hello", "don't", "WE'LL", "12345", "naïve", "e\u0301", "日本語", "👍🏽", "```", ".`", "x_1", "!=", "Lily");

    /// <summary>Up to two dozen pieces; valid UTF-16.</summary>
    public static Gen<string> Any { get; } = Gen.Frequency((1, Rune), (1, Word)).Array[0, 24].Select(string.Concat);
}
