namespace HwAgent.Toolchain.Clusters;

/// <summary>Slurm refuses or does not answer; the message says what it said.</summary>
public sealed class SlurmException(string message) : ToolchainException(message);
