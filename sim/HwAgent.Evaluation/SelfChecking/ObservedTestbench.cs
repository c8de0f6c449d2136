using System.Security.Cryptography;
using System.Text;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Probing;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Evaluation.SelfChecking;

/// <summary>
/// A testbench that checks for itself, with three things around its instance of the design under test. The verified design stands beside
/// the answer under the same inputs. A recorder writes the outputs of both and the inputs to a file, at the end of each time step in
/// which an input changes. And the checks see no unknown bit: each one that the answer leaves is replaced by a fixed value, since
/// <c>if (x != expected)</c> takes an unknown x for a match. All of it stands on lines that exist, and its names come from a hash over
/// everything in the simulation: no text can hold them.
/// </summary>
internal sealed class ObservedTestbench
{
    /// <summary>Samples after which nothing more is recorded: a testbench that waits for ever must not fill the disk.</summary>
    private const int MostSamples = 100_000;

    private ObservedTestbench(string text, RtlSource reference, string file, IReadOnlyList<ObservedOutput> outputs, IReadOnlySet<string> names)
    {
        Text = text;
        Reference = reference;
        File = file;
        Outputs = outputs;
        Names = names;
    }

    /// <summary>The testbench with everything around its instance.</summary>
    public string Text { get; }

    /// <summary>The verified design under names of its own.</summary>
    public RtlSource Reference { get; }

    /// <summary>Where the samples go: a line each, <c>o,o,... r,r,... i,i,...</c> in binary.</summary>
    public string File { get; }

    /// <summary>The recorded outputs, in the order of the samples.</summary>
    public IReadOnlyList<ObservedOutput> Outputs { get; }

    /// <summary>Modules that an answer must not define.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>Rewrites the testbench of a problem; null when its instance or the verified design's header is not of a known form.</summary>
    /// <param name="problem">The task.</param>
    /// <param name="answer">The answer, for the hash.</param>
    /// <param name="unknown"><c>0</c> or <c>1</c>: what the checks see for a bit that is unknown or undriven.</param>
    public static ObservedTestbench? For(RtlProblem problem, string answer, char unknown)
    {
        if (ModuleInterface.Read(problem.Reference, problem.ReferenceModule) is not { } header || DutInstance.Find(problem.Testbench, problem.Module) is not { } instance) return null;
        var ports = instance.Connections.Select((connection, index) => connection.Port is { } name
            ? header.Ports.FirstOrDefault(port => port.Name == name)
            : index < header.Ports.Count ? header.Ports[index] : null).ToArray();
        if (ports.Contains(null)) return null;
        var connected = ports.OfType<ModulePort>().Zip(instance.Connections).Where(static pair => pair.Second.Expression.Length > 0).ToArray();
        var outputs = connected.Where(static pair => !pair.First.IsInput).ToArray();
        var inputs = connected.Where(static pair => pair.First.IsInput).Select(static pair => pair.Second.Expression).ToArray();
        if (outputs.Length == 0 || inputs.Length == 0) return null;

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{problem.Testbench}\0{problem.Reference}\0{answer}"));
        var prefix = "hw_" + Convert.ToHexStringLower(hash)[..24];
        var modules = ModuleInterface.ModulesOf(problem.Reference);
        var reference = EnumCasts.Rewrite(modules.Aggregate(problem.Reference, (text, name) => ReferenceAnswer.Rename(text, name, $"{prefix}_{name}")));
        var text = problem.Testbench.Remove(instance.Start, instance.End - instance.Start)
            .Insert(instance.Start, Surroundings(prefix, outputs, inputs, unknown) + Twin(prefix, problem, instance, connected) + Rewired(prefix, problem.Testbench, instance, outputs));
        return new ObservedTestbench(
            EnumCasts.Rewrite(text),
            new RtlSource("verified.v", reference),
            prefix + ".txt",
            [.. outputs.Select(output => new ObservedOutput(output.First.Name, IsRead(problem.Testbench, instance, output.Second.Expression)))],
            modules.Select(name => $"{prefix}_{name}").Concat(ModuleInterface.ModulesOf(problem.Testbench)).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Nets for both designs' outputs, what the testbench sees of them, and the recorder.</summary>
    private static string Surroundings(string prefix, (ModulePort Port, DutConnection Connection)[] outputs, string[] inputs, char unknown)
    {
        var text = new StringBuilder();
        for (var index = 0; index < outputs.Length; index++)
        {
            var (port, connection) = outputs[index];
            var range = $"[{port.Width - 1}:0]";
            var function = $"{prefix}_f{index}";
            text.Append($"wire {range} {prefix}_o{index}, {prefix}_r{index}; function {range} {function}(input {range} v); integer k; for (k = 0; k < {port.Width}; k = k + 1) ")
                .Append($"{function}[k] = v[k] === 1'b1 ? 1'b1 : v[k] === 1'b0 ? 1'b0 : 1'b{unknown}; endfunction assign {connection.Expression} = {function}({prefix}_o{index}); ");
        }

        var format = string.Join(' ', new[] { outputs.Length, outputs.Length, inputs.Length }.Select(static count => string.Join(',', Enumerable.Repeat("%b", count))));
        var values = string.Join(", ", Nets(prefix, 'o', outputs.Length).Concat(Nets(prefix, 'r', outputs.Length)).Concat(inputs));
        return text
            .Append($"integer {prefix}_d = $fopen(\"{prefix}.txt\", \"w\"), {prefix}_n = 0; real {prefix}_t = -1; ")
            .Append($"always @({string.Join(" or ", inputs)}) if ($realtime != {prefix}_t && {prefix}_n < {MostSamples}) begin ")
            .Append($"{prefix}_t = $realtime; {prefix}_n = {prefix}_n + 1; $fstrobe({prefix}_d, \"{format}\", {values}); end ").ToString();
    }

    private static IEnumerable<string> Nets(string prefix, char kind, int count) => Enumerable.Range(0, count).Select(index => $"{prefix}_{kind}{index}");

    /// <summary>The verified design under the same inputs.</summary>
    private static string Twin(string prefix, RtlProblem problem, DutInstance instance, (ModulePort Port, DutConnection Connection)[] connected)
    {
        var output = 0;
        var list = connected.Select(pair => $".{pair.Port.Name}({(pair.Port.IsInput ? pair.Connection.Expression : $"{prefix}_r{output++}")})").ToArray();
        return $"{prefix}_{problem.ReferenceModule} {instance.Parameters} {prefix}_twin ({string.Join(", ", list)}); ";
    }

    /// <summary>The instance itself, its outputs on nets of ours.</summary>
    private static string Rewired(string prefix, string testbench, DutInstance instance, (ModulePort Port, DutConnection Connection)[] outputs)
    {
        var text = new StringBuilder();
        var copied = instance.Start;
        for (var index = 0; index < outputs.Length; index++)
        {
            text.Append(testbench, copied, outputs[index].Connection.Start - copied).Append($"{prefix}_o{index}");
            copied = outputs[index].Connection.End;
        }

        return text.Append(testbench, copied, instance.End - copied).ToString();
    }

    /// <summary>Whether the testbench looks at a net anywhere but in declarations, in its instance, and in what it prints.</summary>
    private static bool IsRead(string testbench, DutInstance instance, string expression)
    {
        var name = Lexer.Tokenize(expression).FirstOrDefault(static token => token.Kind == TokenKind.Identifier).Text;
        var tokens = Lexer.Tokenize(testbench).Where(static token => token.Kind != TokenKind.Comment).ToArray();
        for (var at = 0; at < tokens.Length; at++)
        {
            if (tokens[at].Offset >= instance.Start && tokens[at].Offset < instance.End) continue;
            if (tokens[at].Kind == TokenKind.SystemName && at + 1 < tokens.Length && tokens[at + 1].Is("(")) at = Math.Max(at, DutInstance.Close(tokens, at + 1));
            else if (tokens[at].Is("wire") || tokens[at].Is("logic")) at = Math.Max(at, Array.FindIndex(tokens, at, static token => token.Is(";")));
            else if (tokens[at].Kind == TokenKind.Identifier && tokens[at].Text == name) return true;
        }

        return false;
    }
}
