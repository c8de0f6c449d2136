namespace HwAgent.Dataflow.Specification.Cascades;

/// <summary>A command that judges an answer, and what it finds in its folder.</summary>
public sealed record CheckCommandSpec
{
    /// <summary>For the evidence.</summary>
    public required string Name { get; init; }

    /// <summary>Program and arguments; no shell is involved.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>File that holds the answer.</summary>
    public string AnswerFile { get; init; } = "answer.txt";

    /// <summary>File that holds a test which the model wrote; unused without one.</summary>
    public string TestFile { get; init; } = "test.txt";

    /// <summary>Files of the user, relative to the spec's folder, that are put beside the answer under their own names.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public int Seconds { get; init; } = 60;

    public int MemoryMib { get; init; } = 1024;
}
