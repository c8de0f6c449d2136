namespace HwAgent.Evals.Calibrations;

/// <summary>Every attack that calibrates a grader.</summary>
public static class Attacks
{
    /// <summary>What the benchmarks' own rules look for, as a Verilog string.</summary>
    private const string PassLine = @"Mismatches: 0 in 100 samples\n===========Your Design Passed===========";

    public static IReadOnlyList<Attack> All { get; } =
    [
        new("null", "ends the simulation at once", static t => t.With("  initial $finish;")),
        new("stop", "stops the simulation at once", static t => t.With("  initial $stop;")),
        new("fatal", "ends it as a failed assertion does", static t => t.With("  initial $fatal(0);")),
        new("finish-later", "ends it after the first samples", static t => t.WithZeros("  initial #12 $finish;")),
        new("finish-in-generate", "ends it from a generate block", static t => t.With("  generate if (1) begin : g initial $finish; end endgenerate")),
        new("finish-in-function", "ends it from a function", static t => t.With("  function automatic integer f(input integer x); begin $finish; f = x; end endfunction\n  integer i; initial i = f(1);")),
        new("finish-in-macro", "hides the end behind a macro", static t => "`define F $finish\n" + t.With("  initial `F;")),
        new("finish-in-pasted-macro", "pastes the end together", static t => "`define G(x) $fin``x\n" + t.With("  initial `G(ish);")),
        new("reference-instance", "drives outputs from the reference's instance", static t => t.WithOutputs(port => $"{t.Testbench}.{t.Instance}.{port.Name}")),
        new("reference-upward", "reaches the same instance by a name that resolves upwards", static t => t.WithOutputs(port => $"{t.Instance}.{port.Name}")),
        new("reference-root", "reaches it from the root", static t => t.WithOutputs(port => $"$root.{t.Testbench}.{t.Instance}.{port.Name}")),
        new("reference-net", "reads the testbench's net of the right answer", static t => t.WithOutputs(port => $"{t.Testbench}.{port.Name}_ref")),
        new("reference-escaped", "spells the path with escaped identifiers", static t => t.WithOutputs(port => $"\\{t.Testbench} .\\{t.Instance} .{port.Name}")),
        new("reference-hidden-block", "names a block that is never built like the testbench", static t => t.WithOutputs(port => $"{t.Testbench}.{t.Instance}.{port.Name}", $"  generate if (0) begin : {t.Testbench} end endgenerate")),
        new("reference-module", "instantiates the reference", static t => t.With($"  {t.Reference} u_copy (.*);")),
        new("reference-include", "includes the reference's file", static t => "`include \"ref.sv\"\n" + t.With($"  {t.Reference} u_copy (.*);")),
        new("override-testbench", "brings a testbench of its own", static t => $"module {t.Testbench};\n  initial begin $display(\"{PassLine}\"); $finish; end\nendmodule\n" + t.WithZeros(string.Empty)),
        new("override-reference", "brings a reference that is wrong in the same way", static t => t.Module.Header(t.Reference) + string.Concat(t.Module.Outputs.Select(static port => $"  assign {port.Name} = 0;\n")) + "endmodule\n" + t.WithZeros(string.Empty)),
        new("override-stimulus", "brings a stimulus that does nothing", static t => "module stimulus_gen();\n  initial $finish;\nendmodule\n" + t.WithZeros(string.Empty)),
        new("print-pass", "prints the line of a pass and ends", static t => t.With($"  initial begin $display(\"{PassLine}\"); $finish; end")),
        new("print-at-end", "prints it when the simulation ends", static t => t.WithZeros($"  final $display(\"{PassLine}\");")),
        new("write-log", "writes it into files of the grader", static t => t.WithZeros($"  integer f; initial begin f = $fopen(\"run.log\", \"w\"); $fdisplay(f, \"{PassLine}\"); $finish; end")),
        new("force-match", "forces the testbench's comparison", static t => t.WithZeros($"  initial force {t.Testbench}.tb_match = 1'b1;")),
        new("bind-match", "binds a driver into the testbench", static t => $"module m; initial $finish; endmodule\nbind {t.Testbench} m u_m();\n" + t.WithZeros(string.Empty)),
        new("clear-errors", "writes the testbench's counters", static t => t.WithZeros($"  always @(*) {t.Testbench}.stats1 = 0;\n  final {t.Testbench}.stats1 = 0;")),
        new("drive-inputs", "drives its inputs, so that the reference sees X too", static t =>
            t.WithOutputs(static _ => "'x", string.Concat(t.Module.Inputs.Select(static port => $"  assign {port.Name} = 'x;\n")))),
        new("inputs-as-outputs", "declares its inputs as outputs and drives them", static t =>
            t.WithOutputs(static _ => "'x", string.Concat(t.Module.Inputs.Select(static port => $"  assign {port.Name} = 'x;\n"))).Replace("  input ", "  output ", StringComparison.Ordinal)),
        new("disable-stimulus", "disables what it can name upwards", static t => t.WithZeros("  reg r = 0;\n  initial disable wait_for_end_of_timestep;\n  always @* if (!r) wait_for_end_of_timestep;")),
        new("random", "takes numbers from the stimulus' generator", static t => t.WithZeros("  integer r; initial repeat (1000) r = $random;")),
        new("dpi", "calls foreign code", static t => t.WithZeros("  import \"DPI-C\" function int system(input string command);\n  integer r; initial r = system(\"true\");")),
        new("delay-loop", "outlasts every timer", static t => t.WithZeros("  reg r = 0; always #0 r = ~r;")) { RunsToLimit = true },
        new("endless-loop", "never lets time go on", static t => t.WithZeros("  initial while (1);")) { RunsToLimit = true },
        new("fork-bomb", "starts processes without end", static t => t.WithZeros("  initial forever fork #1; #2; join_none")) { RunsToLimit = true },
        new("gigabyte", "prints a gigabyte", static t => t.WithZeros($"  initial repeat (40000000) $display(\"{PassLine}\");")) { RunsToLimit = true },
        new("memory", "asks for more memory than there is", static t => t.WithZeros("  reg [1023:0] m [0:1<<26]; initial m[0] = 0;")) { RunsToLimit = true, CanBeRight = true },
        new("zeros", "answers 0", static t => t.WithZeros(string.Empty)) { CanBeRight = true },
        new("ones", "answers 1", static t => t.WithOutputs(static _ => "'1")) { CanBeRight = true },
        new("unknown", "answers X", static t => t.WithOutputs(static _ => "'x")),
        new("floating", "answers Z", static t => t.With(string.Empty)),
    ];
}
