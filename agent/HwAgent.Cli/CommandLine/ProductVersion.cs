using System.Reflection;

namespace HwAgent.Cli.CommandLine;

/// <summary>Which sources this executable was built from.</summary>
/// <param name="Number">The released version, e.g. <c>0.1.0</c>.</param>
/// <param name="Commit">Full git commit, or null when built outside a repository.</param>
/// <param name="Modified">The sources differed from the commit.</param>
public sealed record ProductVersion(string Number, string? Commit, bool Modified)
{
    /// <summary>What <c>./hwagent</c> appends to the commit when the working tree has changes.</summary>
    private const string ModifiedSuffix = "-modified";

    public static ProductVersion Current { get; } = Parse(
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0");

    /// <summary>Reads <c>number[+commit[-modified]]</c>, the form the .NET SDK embeds.</summary>
    public static ProductVersion Parse(string informationalVersion)
    {
        var plus = informationalVersion.IndexOf('+', StringComparison.Ordinal);
        if (plus < 0) return new ProductVersion(informationalVersion, null, false);
        var commit = informationalVersion[(plus + 1)..];
        var modified = commit.EndsWith(ModifiedSuffix, StringComparison.Ordinal);
        return new ProductVersion(informationalVersion[..plus], modified ? commit[..^ModifiedSuffix.Length] : commit, modified);
    }

    public override string ToString() => Commit is null
        ? $"{Number} (no commit recorded)"
        : $"{Number} (commit {Commit[..Math.Min(12, Commit.Length)]}{(Modified ? ", modified" : "")})";
}
