using HwAgent.Agent.Solving;

namespace HwAgent.Agent.Tests.Solving;

/// <summary>A small task with right, wrong and broken answers, and self-tests for it.</summary>
internal static class SolverReplies
{
    public const string Header = "module TopModule (\n  input clk,\n  input reset,\n  output reg [3:0] q\n);";

    public const string Right = Header + "\n  always @(posedge clk) q <= reset ? 4'd0 : q + 4'd1;\nendmodule\n";

    /// <summary>Counts, but never back to 0 at the reset.</summary>
    public const string Wrong = Header + "\n  initial q = 4'hf;\n  always @(posedge clk) q <= q + 4'd1;\nendmodule\n";

    /// <summary>Does what <see cref="Right"/> does in other words, its ports in another order.</summary>
    public const string RightInOtherWords = "module TopModule (output reg [3:0] q, input reset, input clk);\n  always @(posedge clk)\n    if (reset) q <= 0;\n    else q <= q + 1;\nendmodule\n";

    public const string Uncompiled = Header + "\n  always @(posedge clk) q <= missing;\nendmodule\n";

    public const string Hostile = Header + "\n  initial $finish;\nendmodule\n";

    public const string Tests = """
        ```json
        {"clock": "clk", "inputs": [{"name": "reset", "width": 1}], "outputs": [{"name": "q", "width": 4}],
         "tests": [{"name": "counts", "steps": [[1, 0], [0, 1], [0, 2], [0, 3]]},
                   {"name": "resets in mid-run", "steps": [[1, 0], [0, 1], [0, 2], [1, 0], [0, 1]]}]}
        ```
        """;

    public static RtlTask Task { get; } = new("counter4", "A 4-bit counter with a synchronous reset to 0, active high.", "TopModule", Header);

    public static string Code(string code) => $"```systemverilog\n{code}```\n";
}
