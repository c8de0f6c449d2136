using System.CommandLine;
using System.CommandLine.Invocation;

namespace HwAgent.Cli.CommandLine;

/// <summary><c>--version</c>: one line with version and commit.</summary>
public sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"hwagent {ProductVersion.Current}");
        return (int)ExitCode.Success;
    }
}
