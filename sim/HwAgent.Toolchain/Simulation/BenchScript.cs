namespace HwAgent.Toolchain.Simulation;

/// <summary>
/// What the shell in a sandbox of <see cref="IcarusBench"/> does. The texts are ours; paths of tools, names of files and modules reach
/// them as arguments or as words of a line, each a plain name.
/// </summary>
internal static class BenchScript
{
    public const string Program = "X";
    public const string CompileLog = "compile.log";
    public const string RunLog = "run.log";
    public const string RunErrors = "run.err";

    /// <summary>The compiler's options in published results.</summary>
    public const string Flags = "-Wall -Winfloop -Wno-timescale -g2012";

    public const int CompileFailed = 65;
    public const int ExitCpuTime = 128 + 24;
    public const int ExitFileLength = 128 + 25;

    private const string Run =
        $"\"$iverilog\" {Flags} -s \"$top\" -o {Program} $files >{CompileLog} 2>&1 || exit 65; exec \"$vvp\" -n {Program} -none >{RunLog} 2>{RunErrors}";

    /// <summary>One job in its own folder: arguments are the tools' paths, the top module and the files.</summary>
    public const string Once = $"iverilog=$1; vvp=$2; top=$3; shift 3; files=$*; {Run}";

    /// <summary>Jobs without end: of each a line <c>folder top files</c> comes in, and a line <c>folder status</c> goes out.</summary>
    public const string Loop = $"iverilog=$1; vvp=$2; while read -r folder top files; do (cd \"$folder\" || exit 66; {Run}) </dev/null 2>/dev/null; echo \"$folder $?\"; done";

    public static IReadOnlyList<string> Tools { get; } = ["iverilog", "vvp"];
}
