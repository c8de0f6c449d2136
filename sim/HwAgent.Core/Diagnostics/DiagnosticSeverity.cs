namespace HwAgent.Core.Diagnostics;

/// <summary>How much a <see cref="Diagnostic"/> matters: an <see cref="Error"/> fails its stage, a <see cref="Warning"/> must be explained.</summary>
public enum DiagnosticSeverity
{
    Note,
    Warning,
    Error,
}
