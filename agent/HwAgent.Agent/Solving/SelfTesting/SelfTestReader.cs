using System.Text.Json;
using System.Text.RegularExpressions;
using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>
/// Reads the self-tests out of a reply: one JSON object with <c>clock</c>, <c>inputs</c>, <c>outputs</c> and <c>tests</c>. A test that
/// cannot be used is left out with a warning; a reply without a usable one is an error. Codes: those of <see cref="ReplyParser"/>,
/// <c>tests.shape</c>, <c>tests.port</c>, <c>tests.step</c>, <c>tests.none</c>.
/// </summary>
internal static partial class SelfTestReader
{
    /// <summary>Widest port, in bits.</summary>
    public const int MaxWidth = 4096;

    private const int MaxPorts = 64;
    private const int MaxSteps = 512;

    /// <summary>A reply of a few words can ask for very wide ports; the testbench spells out every bit.</summary>
    private const int MaxRowBits = 8192;
    private const int MaxBits = 4 << 20;

    /// <param name="reply">What the model said.</param>
    /// <param name="most">Tests to keep at most, the first ones.</param>
    public static Parsed<SelfTests> Read(ChatReply reply, int most)
    {
        var json = ReplyParser.Json(reply);
        if (json.Value is null) return new Parsed<SelfTests>(null, json.Diagnostics);
        using (json.Value)
        {
            var findings = new List<Diagnostic>();
            var tests = Read(json.Value.RootElement, most, findings);
            return new Parsed<SelfTests>(tests, findings);
        }
    }

    private static SelfTests? Read(JsonElement root, int most, List<Diagnostic> findings)
    {
        if (Ports(root, "inputs", findings) is not { } inputs || Ports(root, "outputs", findings) is not { } outputs) return null;
        var clock = root.TryGetProperty("clock", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : null;
        if (clock is { Length: 0 } or "null" or "none") clock = null;
        if (clock is not null && !Name().IsMatch(clock)) return Fail(findings, "tests.port", $"'{clock}' is no port name.");
        // A clock listed among the inputs has a column of its own, which the clock of the testbench replaces.
        var clockColumn = clock is null ? -1 : inputs.FindIndex(p => p.Name == clock);
        var names = inputs.Where((_, i) => i != clockColumn).Concat(outputs).Select(p => p.Name).Append(clock).OfType<string>().ToList();
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) return Fail(findings, "tests.port", $"Port {twice.Key} is listed twice.");
        var rowBits = inputs.Concat(outputs).Sum(p => p.Width);
        if (rowBits > MaxRowBits) return Fail(findings, "tests.port", $"The ports have {rowBits} bits together; at most {MaxRowBits} are tested.");
        if (outputs.Count == 0) return Fail(findings, "tests.port", "No output is listed, so nothing can be compared.");
        if (!root.TryGetProperty("tests", out var list) || list.ValueKind != JsonValueKind.Array) return Fail(findings, "tests.shape", "The member 'tests' is no list.");

        var cases = new List<SelfTestCase>();
        foreach (var test in list.EnumerateArray())
        {
            if (cases.Count == most) break;
            if (Case(test, inputs, outputs, clockColumn, cases.Count + 1, findings) is not { } read) continue;
            if (((long)read.Steps.Count + cases.Sum(c => c.Steps.Count)) * rowBits > MaxBits) Skip(findings, $"Test '{read.Name}' makes the tests too large together.");
            else cases.Add(read);
        }

        return cases.Count > 0
            ? new SelfTests(clock, [.. inputs.Where((_, i) => i != clockColumn)], outputs, cases)
            : Fail(findings, "tests.none", "The reply holds no usable test.");
    }

    private static List<SelfTestPort>? Ports(JsonElement root, string member, List<Diagnostic> findings)
    {
        if (!root.TryGetProperty(member, out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxPorts)
        {
            Fail(findings, "tests.shape", $"The member '{member}' is no list of at most {MaxPorts} ports.");
            return null;
        }

        var ports = new List<SelfTestPort>();
        foreach (var item in list.EnumerateArray())
        {
            var name = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var n) && n.ValueKind == JsonValueKind.String ? n.GetString()! : "";
            var width = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("width", out var w) && w.ValueKind == JsonValueKind.Number && w.TryGetInt32(out var bits) ? bits : 0;
            if (!Name().IsMatch(name) || width is < 1 or > MaxWidth)
            {
                Fail(findings, "tests.port", $"Item {ports.Count + 1} of '{member}' is no port: it has a plain name and a width of 1 to {MaxWidth}.");
                return null;
            }

            ports.Add(new SelfTestPort(name, width));
        }

        return ports;
    }

    private static SelfTestCase? Case(JsonElement test, List<SelfTestPort> inputs, List<SelfTestPort> outputs, int clockColumn, int number, List<Diagnostic> findings)
    {
        var name = test.ValueKind == JsonValueKind.Object && test.TryGetProperty("name", out var n) && n.ValueKind == JsonValueKind.String ? OneLine(n.GetString()!) : $"test {number}";
        if (test.ValueKind != JsonValueKind.Object || !test.TryGetProperty("steps", out var rows) || rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() is 0 or > MaxSteps)
            return Skip(findings, $"Test '{name}' has no list 'steps' of 1 to {MaxSteps} rows.");
        var steps = new List<SelfTestStep>();
        foreach (var row in rows.EnumerateArray())
        {
            var where = $"Test '{name}', step {steps.Count + 1}";
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != inputs.Count + outputs.Count)
                return Skip(findings, $"{where}, is no list of {inputs.Count} input and {outputs.Count} output values.");
            var words = new List<string>();
            foreach (var (port, at) in inputs.Concat(outputs).Select((p, i) => (p, i)))
            {
                if (SelfTestWord.Parse(row[at], port.Width) is not { } word) return Skip(findings, $"{where}: {OneLine(row[at].GetRawText())} is no {port.Width}-bit value for {port.Name}.");
                if (at != clockColumn) words.Add(word);
            }

            var driven = words.Count - outputs.Count;
            steps.Add(new SelfTestStep(words[..driven], words[driven..]));
        }

        return steps.All(s => s.Outputs.All(w => w.All(bit => bit == 'x'))) ? Skip(findings, $"Test '{name}' expects nothing.") : new SelfTestCase(name, steps);
    }

    private static SelfTestCase? Skip(List<Diagnostic> findings, string message)
    {
        findings.Add(new Diagnostic("model", DiagnosticSeverity.Warning, "tests.step", message));
        return null;
    }

    private static SelfTests? Fail(List<Diagnostic> findings, string code, string message)
    {
        findings.Add(new Diagnostic("model", DiagnosticSeverity.Error, code, message) { Advice = "Answer with the one JSON object in the form that was asked for." });
        return null;
    }

    private static string OneLine(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= 60 ? line : line[..60] + "...";
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
