namespace HwAgent.Agent.Reports;

/// <summary>HTML or SVG that the report itself built: the only thing that a template writes without escaping.</summary>
internal readonly record struct Markup(string Html)
{
    public static Markup None { get; } = new("");

    public bool IsEmpty => string.IsNullOrEmpty(Html);
}
