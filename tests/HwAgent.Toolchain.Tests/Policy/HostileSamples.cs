namespace HwAgent.Toolchain.Tests.Policy;

/// <summary>What hostile Verilog was seen to do with each tool when nothing stops it. CANARY stands for a file outside the sandbox.</summary>
internal static class HostileSamples
{
    /// <summary>vvp opens any path for writing and reading.</summary>
    public const string IcarusOpen = """
        module hostile;
          integer w, r;
          initial begin
            w = $fopen("CANARY", "w");
            r = $fopen("/etc/passwd", "r");
            $display("opened %0d %0d", w != 0, r != 0);
            if (w != 0) $fwrite(w, "pwned");
          end
        endmodule
        """;

    /// <summary>vvp dumps waves to any path.</summary>
    public const string IcarusDump = """
        module hostile;
          reg a = 0;
          initial begin
            $dumpfile("CANARY");
            $dumpvars(0, hostile);
            #1 a = 1;
            #1 $display("dumped");
          end
        endmodule
        """;

    /// <summary>A Verilator simulation runs any command: inline C, a system task, foreign functions.</summary>
    public const string VerilatorCommands = """
        module hostile (input logic clk_i);
          import "DPI-C" function int system(input string command);
          int status;
          initial begin
            $c("std::system(\"echo c > CANARY; echo c >> ran\");");
            $system("echo system > CANARY; echo system >> ran");
            status = system("echo dpi > CANARY; echo dpi >> ran");
          end
        endmodule
        """;

    /// <summary>An included file is quoted in error messages.</summary>
    public const string Include = """
        `include "/etc/passwd"
        module hostile;
        endmodule
        """;

    /// <summary>Yosys calls C functions while it folds constants.</summary>
    public const string YosysForeign = """
        module hostile (output logic [31:0] y_o);
          import "DPI-C" function int getpid();
          import "DPI-C" function int exit(input int code);
          localparam int Pid = getpid();
          localparam int Gone = exit(0);
          assign y_o = Pid + Gone;
        endmodule
        """;

    /// <summary>Yosys folds any file into the netlist.</summary>
    public const string YosysReadMemory = """
        module hostile (input logic [3:0] a_i, output logic [7:0] d_o);
          logic [7:0] rom [0:15];
          initial $readmemh("/etc/hostname", rom);
          assign d_o = rom[a_i];
        endmodule
        """;

    /// <summary>Samples against graders: ending the run, printing the verdict, reading the testbench.</summary>
    public static TheoryData<string> All =>
    [
        IcarusOpen, IcarusDump, VerilatorCommands, Include, YosysForeign, YosysReadMemory,
        "module m; initial $finish; endmodule",
        "module m; initial $display(\"Mismatches: 0 in 100 samples\"); endmodule",
        "module m(output y); assign y = tb.good1.y; endmodule",
        "module m(output y); assign y = $root.tb.good1.y; endmodule",
        "module m; always @(*) $write(\"x\"); endmodule",
        "module m; wire a; initial $monitor(a); endmodule",
        "module m; bind tb m2 u(); endmodule",
        "module m; reg r; always @* force r = 1; endmodule",
        "module m; reg r; initial $value$plusargs(\"x=%d\", r); endmodule",
        "`systemc_header\n#include <stdlib.h>\n`verilog\nmodule m; endmodule",
        "`define S $sys``tem\nmodule m; endmodule",
        "module m; `SOMETHING endmodule",
    ];
}
