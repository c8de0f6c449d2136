namespace HwAgent.Toolchain.Synthesis;

/// <summary>The synthesis scripts. Modules are never flattened: a large array is synthesised once for each kind of element.</summary>
internal static class YosysScripts
{
    public const string Elaborated = "elaborated.il";
    public const string Memories = "memories.txt";
    public const string Netlist = "netlist.json";
    public const string Statistics = "fpga.json";

    /// <summary>
    /// Modules with a product of more than 40 bits. The thorough abc script takes half a minute for a 32 x 17 bit multiplier, the fast
    /// one a second, for 6 % more area (5741 against 5403 gate equivalents).
    /// </summary>
    private const string WideProducts = "wide_products";

    /// <summary>Reads the design and brings it to registers, arithmetic and memories. The order follows Yosys' own <c>synth</c>.</summary>
    public static string Elaborate(string top, IEnumerable<string> paths) =>
        $"""
        read_verilog -sv -nodpi {string.Join(' ', paths)}
        hierarchy -check -top {top}
        proc
        opt_expr
        opt_clean
        check
        opt -nodffe -nosdff
        fsm
        opt
        wreduce
        peepopt
        opt_clean
        alumacc
        share
        opt
        memory -nomap
        opt_clean
        tee -q -o {Memories} dump t:$mem_v2
        write_rtlil {Elaborated}
        """;

    /// <summary>Maps small memories to registers, everything to gates. Enables become multiplexers, as in cell libraries without them.</summary>
    public static string Map(IEnumerable<MemorySize> smallMemories) =>
        $"""
        read_rtlil {Elaborated}
        select -set {WideProducts} t:$macc r:Y_WIDTH>40 %i %m
        {string.Join('\n', smallMemories.Select(static memory => $"memory_map t:$mem_v2 r:WIDTH={memory.Width} %i r:SIZE={memory.Words} %i"))}
        opt -fast -full
        techmap
        opt -fast -nodffe -nosdff
        dfflegalize -cell $_DFF_P_ 01 -cell $_DFF_PN0_ 01 -cell $_DFF_PN1_ 01 -cell $_DLATCH_P_ 01
        opt -fast -nodffe -nosdff
        abc -fast -g cmos @{WideProducts}
        abc -g cmos @{WideProducts} %n
        opt_expr
        opt_clean -purge
        write_json {Netlist}
        """;

    public static string Fpga(FpgaTarget target, string top, IEnumerable<string> paths) =>
        $"""
        read_verilog -sv -nodpi {string.Join(' ', paths)}
        synth_{(target == FpgaTarget.Ice40 ? "ice40 -dsp" : "ecp5")} -noflatten -top {top}
        tee -q -o {Statistics} stat -json
        """;
}
