namespace HwAgent.Agent.Llm;

/// <summary>A replay was asked something that its recording does not answer. The message shows the first difference.</summary>
public sealed class ReplayMismatchException : Exception
{
    public ReplayMismatchException(string message) : base(message)
    {
    }
}
