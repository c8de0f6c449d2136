using System.Collections.Frozen;

namespace HwAgent.Toolchain.Policy;

/// <summary>The reserved words of SystemVerilog: IEEE 1800-2017, Annex B.</summary>
internal static class Keywords
{
    public static FrozenSet<string> All { get; } = """
        accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before begin bind bins
        binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos config const
        constraint context continue cover covergroup coverpoint cross deassign default defparam design disable dist do edge else
        end endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup endinterface endmodule endpackage
        endprimitive endprogram endproperty endsequence endspecify endtable endtask enum event eventually expect export extends
        extern final first_match for force foreach forever fork forkjoin function generate genvar global highz0 highz1 if iff
        ifnone ignore_bins illegal_bins implements implies import incdir include initial inout input inside instance int integer
        interconnect interface intersect join join_any join_none large let liblist library local localparam logic longint
        macromodule matches medium modport module nand negedge nettype new nexttime nmos nor noshowcancelled not notif0 notif1
        null or output package packed parameter pmos posedge primitive priority program property protected pull0 pull1 pulldown
        pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase randsequence rcmos real realtime ref reg
        reject_on release repeat restrict return rnmos rpmos rtran rtranif0 rtranif1 s_always s_eventually s_nexttime s_until
        s_until_with scalared sequence shortint shortreal showcancelled signed small soft solve specify specparam static string
        strong strong0 strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table tagged task this throughout time
        timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type typedef union unique unique0 unsigned
        until until_with untyped use uwire var vectored virtual void wait wait_order wand weak weak0 weak1 while wildcard wire
        with within wor xnor xor
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words that declare, return or select the name behind them, as in <c>reg name;</c>.</summary>
    public static FrozenSet<string> BeforeNames { get; } = """
        automatic bit byte class const disable enum genvar inout input int integer interface local localparam logic longint macromodule
        module output package packed parameter primitive program real realtime reg return shortint shortreal signed static string struct supply0 supply1 time tri tri0 tri1 triand trior trireg
        type typedef union unsigned uwire var wand wire wor
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Words without a place in a synthesisable module of ours, and why. Most reach outside the module, run at a time of their own or
    /// mean something else to the simulator than to the synthesiser.
    /// </summary>
    public static FrozenDictionary<string, string> Refused { get; } = new Dictionary<string, string>
    {
        ["bind"] = "it adds logic to other modules",
        ["defparam"] = "it changes parameters of other modules",
        ["force"] = "it overrides signals", ["release"] = "it overrides signals", ["deassign"] = "it overrides signals",
        ["alias"] = "it joins nets behind the tools' backs",
        ["export"] = "it opens the design to foreign code", ["extern"] = "it declares what is defined elsewhere", ["chandle"] = "it holds pointers of foreign code",
        ["program"] = "it belongs to testbenches", ["class"] = "it belongs to testbenches", ["checker"] = "it belongs to testbenches",
        ["clocking"] = "it belongs to testbenches", ["covergroup"] = "it belongs to testbenches", ["cover"] = "it belongs to testbenches",
        ["property"] = "the tools disagree on it", ["sequence"] = "the tools disagree on it", ["expect"] = "it belongs to testbenches",
        ["assume"] = "it lets a tool believe what is not so", ["restrict"] = "it lets a tool believe what is not so",
        ["config"] = "it exchanges modules", ["library"] = "it exchanges modules", ["let"] = "it hides text like a macro",
        ["primitive"] = "the synthesiser does not take it", ["specify"] = "it sets delays", ["interface"] = "the tools disagree on it",
        ["fork"] = "it starts processes", ["wait"] = "it waits in simulation only", ["wait_order"] = "it waits in simulation only",
        ["event"] = "it exists in simulation only", ["rand"] = "it is random", ["randc"] = "it is random", ["randcase"] = "it is random", ["randsequence"] = "it is random",
        ["timeunit"] = "it changes the time of other modules", ["timeprecision"] = "it changes the time of other modules",
        ["virtual"] = "it belongs to testbenches", ["new"] = "it belongs to testbenches", ["nettype"] = "the tools disagree on it",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
