using HwAgent.Evaluation.Contracts;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.Probing;

/// <summary>Reads module headers (IEEE 1800-2017, 23.2).</summary>
internal sealed class ModuleHeaderReader(string text)
{
    private readonly Token[] tokens = [.. Lexer.Tokenize(text).Where(static token => token.Kind != TokenKind.Comment)];

    public IReadOnlyList<string> Modules() =>
        [.. Enumerable.Range(0, tokens.Length).Where(IsDefinition).Select(index => tokens[NameIndex(index)].Text)];

    public ModuleInterface? Read(string module)
    {
        var start = Array.FindIndex([.. Enumerable.Range(0, tokens.Length)], index => IsDefinition(index) && tokens[NameIndex(index)].Text == module);
        if (start < 0) return null;
        var at = NameIndex(start) + 1;
        var constants = new Dictionary<string, long>(StringComparer.Ordinal);
        if (Is(at, "#") && Is(at + 1, "("))
        {
            var close = Close(at + 1);
            ReadParameters(at + 2, close, constants);
            at = close + 1;
        }

        if (!Is(at, "(")) return Is(at, ";") ? new ModuleInterface(module, []) : null;
        var end = Close(at);
        if (end >= tokens.Length) return null;
        var list = Split(at + 1, end);
        List<ModulePort>? ports;
        if (list.Count == 0) ports = [];
        else if (Direction(list[0].Start) is null && list.All(static item => item.End == item.Start + 1)) ports = OldStyle(list, end + 1, constants);
        else ports = Declared(list, constants);
        return ports is null || ports.Select(static port => port.Name).Distinct().Count() != ports.Count ? null : new ModuleInterface(module, ports);
    }

    private bool Is(int index, string symbol) => index >= 0 && index < tokens.Length && tokens[index].Is(symbol);

    private bool IsDefinition(int index) => (Is(index, "module") || Is(index, "macromodule")) && NameIndex(index) < tokens.Length && tokens[NameIndex(index)].Kind == TokenKind.Identifier;

    private int NameIndex(int keyword) => Is(keyword + 1, "automatic") || Is(keyword + 1, "static") ? keyword + 2 : keyword + 1;

    /// <summary>Index of the bracket that closes the one at <paramref name="open"/>; behind the text when none does.</summary>
    private int Close(int open)
    {
        var depth = 0;
        for (var at = open; at < tokens.Length; at++)
        {
            if (tokens[at].Kind != TokenKind.Symbol) continue;
            if (tokens[at].Text is "(" or "[" or "{") depth++;
            else if (tokens[at].Text is ")" or "]" or "}" && --depth == 0) return at;
        }

        return tokens.Length;
    }

    /// <summary>The items between commas, as half-open ranges of tokens.</summary>
    private List<(int Start, int End)> Split(int start, int end)
    {
        var items = new List<(int, int)>();
        var from = start;
        for (var at = start; at < end; at++)
        {
            if (Is(at, "(") || Is(at, "[") || Is(at, "{")) at = Math.Min(Close(at), end);
            else if (Is(at, ","))
            {
                items.Add((from, at));
                from = at + 1;
            }
        }

        if (from < end) items.Add((from, end));
        return items;
    }

    private void ReadParameters(int start, int end, Dictionary<string, long> constants)
    {
        foreach (var (from, to) in Split(start, end))
        {
            var equals = Array.FindIndex(tokens, from, to - from, static token => token.Is("="));
            if (equals > from && tokens[equals - 1].Kind == TokenKind.Identifier && ConstantExpression.Evaluate(tokens.AsSpan(equals + 1, to - equals - 1), constants) is { } value)
            {
                constants[tokens[equals - 1].Text] = value;
            }
        }
    }

    private PortDirection? Direction(int index) =>
        Is(index, "input") ? PortDirection.Input : Is(index, "output") ? PortDirection.Output : null;

    private List<ModulePort>? Declared(List<(int Start, int End)> items, Dictionary<string, long> constants)
    {
        var ports = new List<ModulePort>();
        ModulePort? last = null;
        foreach (var (start, end) in items)
        {
            // A name alone repeats the declaration before it.
            var port = end == start + 1 && tokens[start].Kind == TokenKind.Identifier && last is not null
                ? last with { Name = tokens[start].Text }
                : Declaration(start, end, last, constants);
            if (port is null) return null;
            ports.Add(port);
            last = port;
        }

        return ports;
    }

    /// <summary>One declaration: direction, kind of net or variable, sign, range, name.</summary>
    private ModulePort? Declaration(int start, int end, ModulePort? last, Dictionary<string, long> constants)
    {
        var at = start;
        var direction = Direction(at) ?? last?.Direction;
        if (Direction(at) is not null) at++;
        var signed = false;
        while (at < end && tokens[at].Kind == TokenKind.Keyword && tokens[at].Text is "wire" or "reg" or "logic" or "var" or "bit" or "tri" or "signed" or "unsigned")
        {
            signed |= Is(at++, "signed");
        }

        var (left, right, hasRange) = (0L, 0L, false);
        if (Is(at, "["))
        {
            if (Range(ref at, constants) is not { } range) return null;
            (left, right, hasRange) = (range.Left, range.Right, true);
        }
        else if (at < end && tokens[at].Kind == TokenKind.Keyword && tokens[at].Text is "integer" or "int" or "byte")
        {
            (left, hasRange, signed) = (tokens[at].Text == "byte" ? 7 : 31, true, true);
            at++;
        }

        if (direction is not { } known || at >= end || tokens[at].Kind != TokenKind.Identifier) return null;
        // "output reg q = 0" has a first value; a further bracket would be an array.
        if (at + 1 < end && !Is(at + 1, "=")) return null;
        return new ModulePort(tokens[at].Text, known, (int)left, (int)right) { IsSigned = signed, HasRange = hasRange };
    }

    private (long Left, long Right)? Range(ref int at, Dictionary<string, long> constants)
    {
        const long widest = 1 << 16;
        var close = Close(at);
        if (close >= tokens.Length) return null;
        var colon = Array.FindIndex(tokens, at, close - at, static token => token.Is(":"));
        if (colon < 0) return null;
        var left = ConstantExpression.Evaluate(tokens.AsSpan(at + 1, colon - at - 1), constants);
        var right = ConstantExpression.Evaluate(tokens.AsSpan(colon + 1, close - colon - 1), constants);
        at = close + 1;
        return left is { } l && right is { } r && l is >= 0 and < widest && r is >= 0 and < widest ? (l, r) : null;
    }

    /// <summary>Names in the header, declarations in the body.</summary>
    private List<ModulePort>? OldStyle(List<(int Start, int End)> names, int body, Dictionary<string, long> constants)
    {
        var declared = new Dictionary<string, ModulePort>(StringComparer.Ordinal);
        for (var at = body; at < tokens.Length && !Is(at, "endmodule"); at++)
        {
            if (Is(at, "parameter") || Is(at, "localparam"))
            {
                var stop = Statement(at);
                ReadParameters(at + 1, stop, constants);
            }
            else if (Direction(at) is not null && (Is(at - 1, ";") || at == body))
            {
                foreach (var port in Declared(Split(at, Statement(at)), constants) ?? []) declared[port.Name] = port;
            }
        }

        var ports = names.Select(item => declared.GetValueOrDefault(tokens[item.Start].Text)).OfType<ModulePort>().ToList();
        return ports.Count == names.Count ? ports : null;
    }

    private int Statement(int at)
    {
        while (at < tokens.Length && !Is(at, ";")) at++;
        return at;
    }
}
