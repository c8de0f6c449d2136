namespace HwAgent.Toolchain.Sandboxing;

/// <summary>A host file or folder that a sandboxed tool may read.</summary>
/// <param name="HostPath">Absolute path outside; must exist.</param>
/// <param name="SandboxPath">Absolute path inside.</param>
public sealed record ReadOnlyBind(string HostPath, string SandboxPath);
