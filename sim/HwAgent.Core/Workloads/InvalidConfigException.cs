using HwAgent.Core.Diagnostics;

namespace HwAgent.Core.Workloads;

/// <summary>A model configuration, or the options for it, that no workload can be made from.</summary>
public sealed class InvalidConfigException : Exception
{
    /// <param name="file">The configuration's file name, or null when the options are at fault.</param>
    /// <param name="field">Dotted path of the field, e.g. <c>vision_config.patch_size</c>; option fields in snake_case, e.g. <c>patch_stride</c>.</param>
    /// <param name="problem">What is wrong, one sentence without the file and the field.</param>
    /// <param name="advice">What to do about it.</param>
    public InvalidConfigException(string? file, string field, string problem, string advice)
        : base($"{(file is null ? "" : file + ": ")}{field}: {problem} -> {advice}")
    {
        File = file;
        Field = field;
        Problem = problem;
        Advice = advice;
    }

    public string? File { get; }

    public string Field { get; }

    public string Problem { get; }

    public string Advice { get; }

    /// <summary>The same finding as a value, for a report.</summary>
    public Diagnostic ToDiagnostic() => new("spec", DiagnosticSeverity.Error, "invalid-config", $"{Field}: {Problem}")
    {
        File = File,
        Advice = Advice,
    };
}
