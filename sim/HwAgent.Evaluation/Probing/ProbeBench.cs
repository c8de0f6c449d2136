using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace HwAgent.Evaluation.Probing;

/// <summary>
/// The testbench of a probe. Inputs change away from the clock's edges, so nothing races. Every 64 steps each input gets another habit:
/// random, mostly 0, mostly 1, all alike, or still, since states that lie behind a long wait are never reached by tossing coins.
/// </summary>
internal sealed partial class ProbeBench
{
    private const int Habit = 64;
    private const int ResetSteps = 4;

    /// <summary>Half periods of the clock; fewer where each one is a lot to simulate.</summary>
    private const int Steps = 3000;
    private const int WideSteps = 400;
    private const int WideBits = 200;

    private readonly ModuleInterface module;
    private readonly int seed;
    private readonly int steps;

    public ProbeBench(ModuleInterface module, int seed)
    {
        this.module = module;
        this.seed = seed;
        steps = module.Ports.Sum(static port => port.Width) > WideBits ? WideSteps : Steps;
        // A name that no text holds by chance or by intent, and the same for the same module.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(module.Header() + seed));
        Top = "hw_probe_" + Convert.ToHexStringLower(hash)[..16];
        Samples = 2 * steps;
    }

    public string Top { get; }

    /// <summary>Lines that a complete run writes.</summary>
    public int Samples { get; }

    public string Text(string file)
    {
        var clock = module.Inputs.FirstOrDefault(static port => port.Width == 1 && ClockName().IsMatch(port.Name));
        var driven = module.Inputs.Where(port => port != clock).ToArray();
        var text = new StringBuilder($"`timescale 1ns/1ns\nmodule {Top};\n");
        foreach (var port in module.Inputs) text.Append($"  reg {port.Type}{port.Name} = 0;\n");
        foreach (var port in module.Outputs) text.Append($"  wire {port.Type}{port.Name};\n");
        var samples = $"{{{string.Join(", ", module.Outputs.Select(static port => port.Name))}}}";
        text.Append($"  {module.Module} u_dut ({string.Join(", ", module.Ports.Select(static port => $".{port.Name}({port.Name})"))});\n");
        text.Append($"  integer {Top}_seed = {seed}, {Top}_step, {Top}_file, {Top}_die;\n");
        foreach (var port in driven) text.Append($"  integer {Top}_habit_{port.Name} = 0;\n");
        text.Append($"  initial begin\n    {Top}_file = $fopen(\"{file}\", \"w\");\n    for ({Top}_step = 0; {Top}_step < {steps}; {Top}_step = {Top}_step + 1) begin\n");
        text.Append($"      #1 $fdisplayb({Top}_file, {samples});\n");
        foreach (var port in driven) text.Append(Drive(port));
        text.Append($"      #3 $fdisplayb({Top}_file, {samples});\n      #1");
        text.Append(clock is null ? ";\n" : $" {clock.Name} = !{clock.Name};\n");
        return text.Append("    end\n    $finish;\n  end\nendmodule\n").ToString();
    }

    private string Drive(ModulePort port)
    {
        var die = $"{Top}_die = $random({Top}_seed)";
        if (port.Width == 1 && ResetName().Match(port.Name) is { Success: true } reset)
        {
            var asserted = reset.Groups["low"].Success || reset.Groups["n"].Success ? "0" : "1";
            // Often at first, seldom later, so that long sequences are seen too.
            return $"      {die};\n      {port.Name} = ({Top}_step < {ResetSteps} || ({Top}_die & ({Top}_step < {steps / 3} ? 31 : 511)) == 0) ? 1'b{asserted} : ~1'b{asserted};\n";
        }

        var random = "{" + string.Join(", ", Enumerable.Repeat($"$random({Top}_seed)", (port.Width + 31) / 32)) + "}";
        var habit = $"{Top}_habit_{port.Name}";
        return $"""
                  if ({Top}_step % {Habit} == 0) begin {die}; {habit} = {Top}_step == 0 ? 0 : {Top}_die & 7; end
                  case ({habit})
                    4: {port.Name} = {random} & {random} & {random} & {random};
                    5: {port.Name} = {random} | {random} | {random} | {random};
                    6: begin {die}; {port.Name} = {Top}_die[4] ? ~0 : 0; end
                    7: ;
                    default: {port.Name} = {random};
                  endcase

            """;
    }

    [GeneratedRegex("^(clk|clock|ck)(_?i|_?in)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ClockName();

    [GeneratedRegex("^(?<n>n)?(a|s|async_?|sync_?)?(rst|reset|clr|clear)(?<low>_?ni?|_?b)?(_?i|_?in)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ResetName();
}
