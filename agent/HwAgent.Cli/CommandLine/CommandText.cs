namespace HwAgent.Cli.CommandLine;

/// <summary>The command line as reports and manifests quote it.</summary>
internal static class CommandText
{
    /// <summary>Without folders, so that the same call elsewhere leaves the same bytes.</summary>
    public static string Of(CommandContext context) =>
        "hwagent " + string.Join(' ', context.Arguments.Tokens.Select(token => Path.IsPathRooted(token.Value) ? Path.GetFileName(token.Value) : token.Value));
}
