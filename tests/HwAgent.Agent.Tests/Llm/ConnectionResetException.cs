namespace HwAgent.Agent.Tests.Llm;

/// <summary>A scripted reply that wants its connection reset.</summary>
internal sealed class ConnectionResetException : Exception;
