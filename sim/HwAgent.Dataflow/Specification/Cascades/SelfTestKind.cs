namespace HwAgent.Dataflow.Specification.Cascades;

/// <summary>The self-tests that a cascade can be given by name.</summary>
public enum SelfTestKind
{
    /// <summary>Brackets close in order.</summary>
    Brackets,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>The model agrees with itself on resampling.</summary>
    Agreement,

    /// <summary>A command judges the answer by its exit code.</summary>
    Command,

    /// <summary>The model writes tests, and a command runs them on the answer.</summary>
    Generated,
}
