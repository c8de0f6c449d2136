using System.Globalization;
using System.Numerics;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.Probing;

/// <summary>
/// Evaluates the constant expressions that ranges are made of: numbers, names, <c>+ - * / % ** $clog2</c> and parentheses, with the
/// precedence of IEEE 1800-2017, table 11-2.
/// </summary>
internal ref struct ConstantExpression
{
    private readonly ReadOnlySpan<Token> tokens;
    private readonly IReadOnlyDictionary<string, long> names;
    private int at;

    private ConstantExpression(ReadOnlySpan<Token> tokens, IReadOnlyDictionary<string, long> names)
    {
        this.tokens = tokens;
        this.names = names;
    }

    /// <summary>The value, or null for anything else.</summary>
    public static long? Evaluate(ReadOnlySpan<Token> tokens, IReadOnlyDictionary<string, long> names)
    {
        var expression = new ConstantExpression(tokens, names);
        try
        {
            var value = expression.Sum();
            return expression.at == tokens.Length ? value : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private readonly bool Is(string symbol) => at < tokens.Length && tokens[at].Is(symbol);

    private bool Take(string symbol)
    {
        if (!Is(symbol)) return false;
        at++;
        return true;
    }

    private long? Sum()
    {
        var value = Product();
        while (value is not null && (Is("+") || Is("-")))
        {
            var subtract = Is("-");
            at++;
            var right = Product();
            value = checked(subtract ? value - right : value + right);
        }

        return value;
    }

    private long? Product()
    {
        var value = Power();
        while (value is not null && (Is("*") || Is("/") || Is("%")))
        {
            var symbol = tokens[at++].Text;
            var right = Power();
            value = right is null || (right == 0 && symbol != "*") ? null : symbol switch { "*" => checked(value * right), "/" => value / right, _ => value % right };
        }

        return value;
    }

    private long? Power()
    {
        var value = Unary();
        while (value is not null && Is("*") && at + 1 < tokens.Length && tokens[at + 1].Is("*"))
        {
            at += 2;
            var exponent = Unary();
            value = exponent is >= 0 and < 62 ? checked((long)BigInteger.Pow(value.Value, (int)exponent)) : null;
        }

        return value;
    }

    private long? Unary()
    {
        if (Take("-")) return -Unary();
        if (Take("+")) return Unary();
        if (Take("("))
        {
            var inner = Sum();
            return Take(")") ? inner : null;
        }

        if (at >= tokens.Length) return null;
        var token = tokens[at++];
        if (token.Kind == TokenKind.SystemName && token.Text == "$clog2" && Take("("))
        {
            var inner = Sum();
            return Take(")") && inner is >= 0 ? inner <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)inner - 1) : null;
        }

        return token.Kind switch
        {
            TokenKind.Number => Number(token.Text),
            TokenKind.Identifier when names.TryGetValue(token.Text, out var value) => value,
            _ => null,
        };
    }

    /// <summary>A decimal number, or a based one of known bits, e.g. <c>4'd8</c>.</summary>
    private static long? Number(string text)
    {
        var digits = text.Replace("_", string.Empty, StringComparison.Ordinal);
        var apostrophe = digits.IndexOf('\'', StringComparison.Ordinal);
        if (apostrophe < 0) return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var plain) ? plain : null;
        var rest = digits[(apostrophe + 1)..].TrimStart('s', 'S');
        if (rest.Length < 2) return null;
        var radix = char.ToLowerInvariant(rest[0]) switch { 'b' => 2, 'o' => 8, 'd' => 10, 'h' => 16, _ => 0 };
        var value = 0L;
        foreach (var digit in rest[1..])
        {
            var number = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (number >= radix) return null;
            value = checked((value * radix) + number);
        }

        return value;
    }
}
