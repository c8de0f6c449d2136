using System.Globalization;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>The arithmetic of attributes, as Timeloop's front end has it of Python: + - * / // % **, brackets, names and a few functions.</summary>
internal ref struct TimeloopArithmetic
{
    /// <summary>Brackets and signs nest no deeper: more is a mistake, or an attack on the stack.</summary>
    private const int Deepest = 32;

    private readonly ReadOnlySpan<char> _text;
    private readonly Func<string, double?> _lookup;
    private int _at;
    private int _depth;
    private bool _isWrong;

    private TimeloopArithmetic(string text, Func<string, double?> lookup)
    {
        _text = text;
        _lookup = lookup;
    }

    /// <summary>The value of an expression; null when it is none, or a name is unknown.</summary>
    public static double? Evaluate(string text, Func<string, double?> lookup)
    {
        var reader = new TimeloopArithmetic(text, lookup);
        var value = reader.Sum();
        reader.SkipSpaces();
        return reader._isWrong || reader._at < text.Length || !double.IsFinite(value) ? null : value;
    }

    private double Sum()
    {
        if (++_depth > Deepest) _isWrong = true;
        var value = Product();
        while (!_isWrong)
        {
            if (Take("+")) value += Product();
            else if (Take("-")) value -= Product();
            else break;
        }

        _depth--;
        return value;
    }

    private double Product()
    {
        var value = Signed();
        while (!_isWrong)
        {
            if (Take("//")) value = Math.Floor(value / Signed());
            else if (Take("/")) value /= Signed();
            else if (Take("%")) value = Remainder(value, Signed());
            else if (Take("*")) value *= Signed();
            else break;
        }

        return value;
    }

    /// <summary>Of the sign of the divisor.</summary>
    private static double Remainder(double value, double divisor) => value - (Math.Floor(value / divisor) * divisor);

    private double Signed()
    {
        if (++_depth > Deepest) _isWrong = true;
        var value = _isWrong ? 0 : Take("-") ? -Signed() : Take("+") ? Signed() : Power();
        _depth--;
        return value;
    }

    private double Power()
    {
        var value = Atom();
        return !_isWrong && Take("**") ? Math.Pow(value, Signed()) : value;
    }

    private double Atom()
    {
        if (Take("("))
        {
            var value = Sum();
            _isWrong |= !Take(")");
            return value;
        }

        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' || (_text[_at] is '+' or '-' && IsExponent(start)))) _at++;
        var word = _text[start.._at];
        if (word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] == '.'))
        {
            _isWrong |= !double.TryParse(word, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number);
            return number;
        }

        if (word.Length > 0 && Take("(")) return Function(word.ToString());
        var known = word.Length > 0 ? _lookup(word.ToString()) : null;
        _isWrong |= known is null;
        return known ?? 0;
    }

    /// <summary>Whether a sign here belongs to a number such as 1e-9.</summary>
    private readonly bool IsExponent(int start) => _at > start && char.IsAsciiDigit(_text[start]) && _text[_at - 1] is 'e' or 'E';

    private double Function(string name)
    {
        var arguments = new List<double> { Sum() };
        while (!_isWrong && Take(",")) arguments.Add(Sum());
        _isWrong |= !Take(")");
        switch (name, arguments)
        {
            case ("ceil", [var x]): return Math.Ceiling(x);
            case ("floor", [var x]): return Math.Floor(x);
            case ("int", [var x]): return Math.Truncate(x);
            case ("round", [var x]): return Math.Round(x, MidpointRounding.ToEven);
            case ("abs", [var x]): return Math.Abs(x);
            case ("sqrt", [var x]): return Math.Sqrt(x);
            case ("log2", [var x]): return Math.Log2(x);
            case ("pow", [var x, var y]): return Math.Pow(x, y);
            case ("max", _): return arguments.Max();
            case ("min", _): return arguments.Min();
            default:
                _isWrong = true;
                return 0;
        }
    }

    private bool Take(string token)
    {
        SkipSpaces();
        if (!_text[_at..].StartsWith(token)) return false;
        // A power is no product.
        if (token == "*" && _text[_at..].StartsWith("**")) return false;
        _at += token.Length;
        SkipSpaces();
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }
}
