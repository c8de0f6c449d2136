using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Llm;

/// <summary>Keeps every progress report, in order, on the reporting thread.</summary>
internal sealed class ProgressLines : IProgress<ChatProgress>
{
    public List<ChatProgress> All { get; } = [];

    public void Report(ChatProgress value)
    {
        lock (All) All.Add(value);
    }
}
