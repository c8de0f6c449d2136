using CsCheck;
using HwAgent.Cli.CommandLine;

namespace HwAgent.Cli.Tests.CommandLine;

public sealed class NearestNameTests
{
    private static readonly Gen<string> Word = Gen.Char['a', 'd'].Array[0, 6].Select(letters => new string(letters));

    [Theory]
    [InlineData("dseign", "design")]
    [InlineData("replya", "replay")]
    [InlineData("verfy", "verify")]
    [InlineData("banana", null)]
    public void Find_Word_ReturnsOnlyWhatIsNear(string word, string? expected) =>
        Assert.Equal(expected, NearestName.Find(word, ["design", "doctor", "replay", "verify"]));

    [Fact]
    public void Edits_AnyTwoWords_IsSymmetricBoundedAndZeroOnlyForEqual() =>
        Gen.Select(Word, Word).Sample((a, b) =>
        {
            var edits = NearestName.Edits(a, b);
            return edits == NearestName.Edits(b, a)
                && edits >= Math.Abs(a.Length - b.Length)
                && edits <= Math.Max(a.Length, b.Length)
                && (edits == 0) == (a == b);
        });
}
