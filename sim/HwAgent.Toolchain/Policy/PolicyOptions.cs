namespace HwAgent.Toolchain.Policy;

/// <summary>What a source may contain. Start from one of the presets: they are the levels of trust.</summary>
public sealed record PolicyOptions
{
    /// <summary>Written by a language model or a stranger: the synthesisable subset and nothing else. Also the meaning of a plain <c>new</c>.</summary>
    public static PolicyOptions Candidate { get; } = new();

    /// <summary>
    /// A stranger's answer to a benchmark, simulated and never built: whatever cannot act outside its module. Initial blocks and
    /// comments for other tools are usual there; the comments are blanked.
    /// </summary>
    public static PolicyOptions Graded { get; } = new() { AllowInitialBlocks = true, AllowWaivers = true, MaxLineCharacters = 20_000 };

    /// <summary>Our own hardware templates: constants in initial blocks, elaboration checks, assertions, explained lint waivers.</summary>
    public static PolicyOptions Template { get; } = new()
    {
        AllowInitialBlocks = true,
        AllowElaborationTasks = true,
        AllowWaivers = true,
        AllowConditionals = true,
        AllowUnknownModules = true,
        AllowGenerateReferences = true,
        ShowComments = true,
        MaxFileCharacters = 16 << 20,
        MaxLineCharacters = 1 << 20,
    };

    /// <summary>Our own testbenches: anything but ways out of the simulator (DPI, <c>$c</c>, <c>$system</c>, <c>`include</c>).</summary>
    public static PolicyOptions Testbench { get; } = Template with { AllowSimulationConstructs = true };

    /// <summary>Names that may be defined as module, package or interface; null for any. Keeps a candidate from redefining its surroundings.</summary>
    public IReadOnlySet<string>? DefinableModules { get; init; }

    /// <summary>Names that must not be defined.</summary>
    public IReadOnlySet<string> ReservedModules { get; init; } = new HashSet<string>();

    /// <summary>Modules and packages defined elsewhere that may be used.</summary>
    public IReadOnlySet<string> KnownModules { get; init; } = new HashSet<string>();

    /// <summary>Modules may be used that are neither defined here nor in <see cref="KnownModules"/>.</summary>
    public bool AllowUnknownModules { get; init; }

    /// <summary>
    /// <c>gen_row[r-1].out</c> into a generate block of the same module. Not for strangers: where the block is not elaborated, e.g. in
    /// <c>if (0) begin : tb end</c>, the name resolves upwards, into the testbench.
    /// </summary>
    public bool AllowGenerateReferences { get; init; }

    public bool AllowInitialBlocks { get; init; }

    /// <summary><c>$error</c>, <c>$fatal</c>, <c>$readmemh</c> and the like, which act while the design is built.</summary>
    public bool AllowElaborationTasks { get; init; }

    /// <summary>Comments that steer a tool, such as <c>verilator lint_off</c>.</summary>
    public bool AllowWaivers { get; init; }

    /// <summary>
    /// <c>`ifdef</c> on any name. Otherwise only on SYNTHESIS, and then it is resolved as defined before any tool sees the text: what is
    /// simulated is what is synthesised.
    /// </summary>
    public bool AllowConditionals { get; init; }

    /// <summary>Delays, processes, hierarchical references, macros and every system task except the ways out of the simulator.</summary>
    public bool AllowSimulationConstructs { get; init; }

    /// <summary>Tools are shown the comments. Otherwise comments are blanked first, so that no tool can find an instruction in one.</summary>
    public bool ShowComments { get; init; }

    public int MaxFileCharacters { get; init; } = 512 * 1024;

    public int MaxLineCharacters { get; init; } = 2000;
}
