namespace HwAgent.Toolchain.Sandboxing;

/// <summary>How a host process ended. <c>Killed</c>: by us, through the cancellation token.</summary>
internal sealed record ProcessOutcome(int ExitCode, bool Killed, string StandardOutput, string StandardError, bool OutputTruncated);
