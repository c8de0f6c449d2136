using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>The values of a self-test: a JSON integer, or a Verilog literal as text; <c>x</c> and null leave every bit open.</summary>
internal static partial class SelfTestWord
{
    /// <summary>The widest port in binary, with an underscore behind each digit.</summary>
    private const int LongestText = (2 * SelfTestReader.MaxWidth) + 20;

    /// <summary>The bits, most significant first; null when the value is none or does not fit.</summary>
    public static string? Parse(JsonElement value, int width) => value.GetRawText().Length > LongestText ? null : value.ValueKind switch
    {
        JsonValueKind.Null => new string('x', width),
        JsonValueKind.True => Fit(BigInteger.One, width),
        JsonValueKind.False => Fit(BigInteger.Zero, width),
        JsonValueKind.Number => BigInteger.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Fit(number, width) : null,
        JsonValueKind.String => Parse(value.GetString()!, width),
        _ => null,
    };

    /// <summary>As a Verilog literal a person reads easily.</summary>
    public static string Show(string bits)
    {
        if (bits.Length == 1) return bits;
        var known = bits.All(b => b is '0' or '1');
        return known ? $"{bits.Length}'h{Hex(bits)}" : $"{bits.Length}'b{bits}";
    }

    private static string? Parse(string text, int width)
    {
        text = text.Trim().Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        if (text is "x" or "z" or "-" or "?") return new string('x', width);
        if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return Fit(number, width);
        var literal = Literal().Match(text);
        if (!literal.Success) return null;
        var digits = literal.Groups["digits"].Value;
        return (literal.Groups["base"].Value, literal.Groups["short"].Value) switch
        {
            ("d", _) => BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var tens) ? Fit(tens, width) : null,
            ("h", _) or (_, "x") => Expand(digits, 4, width),
            ("b", _) or (_, "b") => Expand(digits, 1, width),
            _ => Expand(digits, 3, width),
        };
    }

    /// <summary>Each digit as its bits; an unknown digit leaves its bits open.</summary>
    private static string? Expand(string digits, int bitsPerDigit, int width)
    {
        var bits = new System.Text.StringBuilder();
        foreach (var digit in digits)
        {
            if (digit is 'x' or 'z' or '?')
            {
                bits.Append('x', bitsPerDigit);
                continue;
            }

            var value = Convert.ToInt32(digit.ToString(), 16);
            if (value >= 1 << bitsPerDigit) return null;
            bits.Append(Convert.ToString(value, 2).PadLeft(bitsPerDigit, '0'));
        }

        var all = bits.ToString();
        if (all.Length <= width) return all.PadLeft(width, '0');
        return all[..^width].All(b => b == '0' || (b == 'x' && all[^width] == 'x')) ? all[^width..] : null;
    }

    private static string? Fit(BigInteger value, int width)
    {
        var size = BigInteger.One << width;
        if (value >= size || value < -(size >> 1)) return null;
        if (value.Sign < 0) value += size;
        var bits = new char[width];
        for (var i = width - 1; i >= 0; i--, value >>= 1) bits[i] = value.IsEven ? '0' : '1';
        return new string(bits);
    }

    private static string Hex(string bits)
    {
        var padded = bits.PadLeft((bits.Length + 3) / 4 * 4, '0');
        return string.Concat(Enumerable.Range(0, padded.Length / 4).Select(i => Convert.ToInt32(padded.Substring(4 * i, 4), 2).ToString("x", CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"^(?:\d*'s?(?<base>[bhdo])|0(?<short>[xbo]))(?<digits>[0-9a-fxz?]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();
}
