using System.Collections.Frozen;

namespace HwAgent.Toolchain.Lint;

/// <summary>What to do about Verilator's messages. The codes are explained in its manual, chapter "Errors and Warnings".</summary>
internal static class VerilatorAdvice
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["WIDTH"] = "make both sides equally wide: cast with Width'(x), select bits, or extend explicitly",
        ["WIDTHTRUNC"] = "make both sides equally wide: cast with Width'(x) or select bits",
        ["WIDTHEXPAND"] = "make both sides equally wide: cast with Width'(x) or extend explicitly",
        ["WIDTHCONCAT"] = "give every constant inside {...} a size, e.g. 1'b0",
        ["UNUSED"] = "remove the signal, or read the bits that are not used",
        ["UNUSEDSIGNAL"] = "remove the signal, or read the bits that are not used; for ports that a contract fixes, read the surplus bits into a signal named unused_*",
        ["UNUSEDPARAM"] = "remove the parameter or use it",
        ["UNUSEDGENVAR"] = "remove the genvar",
        ["UNDRIVEN"] = "assign every bit of the signal, or remove it",
        ["LATCH"] = "assign the signal on every path: give a default at the start of the always_comb block, or add the missing else or default",
        ["NOLATCH"] = "always_latch describes no latch here: use always_comb",
        ["COMBDLY"] = "use = in always_comb and <= in always_ff",
        ["BLKSEQ"] = "use <= in always_ff",
        ["BLKANDNBLK"] = "assign a signal with = or with <=, not with both",
        ["MULTIDRIVEN"] = "assign a signal in one always block only",
        ["CASEINCOMPLETE"] = "cover every value or add a default",
        ["CASEOVERLAP"] = "make the case items exclusive",
        ["CASEX"] = "use case, or case inside with explicit wildcards",
        ["CASEWITHX"] = "remove the x or z from the case item, or use casez with ?",
        ["PINMISSING"] = "connect every port of the instance; write .port() for an output that is not used",
        ["PINCONNECTEMPTY"] = "connect the port or leave it empty on purpose: .port()",
        ["PINNOTFOUND"] = "the instantiated module has no such port or parameter: compare the names with its declaration",
        ["MODDUP"] = "define the module once",
        ["DECLFILENAME"] = "one module a file, named like it",
        ["IMPLICIT"] = "declare the signal; `default_nettype none finds every such case",
        ["UNOPTFLAT"] = "there is a combinational loop, or a vector whose bits depend on each other: split the vector or register the path",
        ["ALWCOMBORDER"] = "assign a variable before it is read in always_comb",
        ["INITIALDLY"] = "use = in initial blocks",
        ["SYNCASYNCNET"] = "use a reset either as synchronous or as asynchronous, everywhere",
        ["ASCRANGE"] = "declare ranges as [high:low]",
        ["LITENDIAN"] = "declare ranges as [high:low]",
        ["SELRANGE"] = "the index lies outside the declared range: compare with the declaration",
        ["CMPCONST"] = "the comparison has always the same result: check widths and signs",
        ["UNSIGNED"] = "an unsigned value is never below zero: declare it signed or drop the comparison",
        ["REALCVT"] = "use integer constants",
        ["VARHIDDEN"] = "rename the inner declaration",
        ["ENUMVALUE"] = "assign a member of the enum, or cast to its type",
        ["EOFNEWLINE"] = "end the file with a line end",
        ["GENUNNAMED"] = "name the generate block: begin : gen_name",
        ["SYMRSVDWORD"] = "rename: it is a C++ word",
        ["UNPACKED"] = "use packed vectors",
        ["STMTDLY"] = "remove the delay",
        ["INFINITELOOP"] = "give the loop a constant bound",
        ["UNSUPPORTED"] = "this version does not know the construct: write it in plainer SystemVerilog (packed vectors, module-local types, generate loops)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? For(string code, string message) =>
        Known.TryGetValue(code, out var advice) ? advice
        : message.Contains("syntax error", StringComparison.Ordinal) ? "look at the marked token and the end of the statement before it: a missing ';', 'end' or ')', or a word used as a name"
        : message.Contains("Can't find definition of", StringComparison.Ordinal) ? "declare it, or correct the spelling"
        : message.Contains("Cannot find file containing module", StringComparison.Ordinal) ? "define the module, or correct the spelling"
        : message.Contains("Assigning to non-variable", StringComparison.Ordinal) ? "parameters and inputs can not be assigned"
        : null;
}
