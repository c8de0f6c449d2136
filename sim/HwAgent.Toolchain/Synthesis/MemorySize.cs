using System.Text.RegularExpressions;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>Shape of a memory in a design.</summary>
/// <param name="Width">Bits a word.</param>
/// <param name="Words">Number of words.</param>
internal sealed partial record MemorySize(int Width, int Words)
{
    public long Bits => (long)Width * Words;

    /// <summary>The different shapes in what Yosys' <c>dump</c> says of <c>$mem_v2</c> cells.</summary>
    public static IReadOnlyList<MemorySize> Parse(string dump)
    {
        var shapes = new SortedSet<(int Width, int Words)>();
        var words = 0;
        foreach (Match match in Parameter().Matches(dump))
        {
            var value = int.Parse(match.Groups["value"].Value);
            if (match.Groups["name"].Value == "SIZE") words = value;
            else shapes.Add((value, words));
        }

        return [.. shapes.Select(static shape => new MemorySize(shape.Width, shape.Words))];
    }

    // SIZE comes before WIDTH: parameters are dumped in alphabetical order.
    [GeneratedRegex(@"^\s+parameter \\(?<name>SIZE|WIDTH) (?<value>\d+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
