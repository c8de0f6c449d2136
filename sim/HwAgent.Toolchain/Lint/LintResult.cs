using System.Text.Json.Serialization;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Lint;

/// <summary>What a linter thinks of a design.</summary>
public sealed record LintResult
{
    /// <summary>No error and no warning. Warnings that a trusted source waives do not appear at all.</summary>
    public required bool Passed { get; init; }

    /// <summary>Every finding, in the order of the tool.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>How many of them are warnings.</summary>
    public required int Warnings { get; init; }

    /// <summary>Version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Time until the result was there; short when it came from the cache.</summary>
    [JsonIgnore]
    public TimeSpan WallTime { get; init; }

    internal static LintResult Of(IReadOnlyList<Diagnostic> diagnostics, string toolVersion) => new()
    {
        Passed = diagnostics.All(static finding => finding.Severity == DiagnosticSeverity.Note),
        Diagnostics = diagnostics,
        Warnings = diagnostics.Count(static finding => finding.Severity == DiagnosticSeverity.Warning),
        ToolVersion = toolVersion,
    };
}
