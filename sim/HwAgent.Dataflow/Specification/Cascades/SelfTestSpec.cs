namespace HwAgent.Dataflow.Specification.Cascades;

/// <summary>One self-test with its settings.</summary>
/// <param name="Kind">Which one.</param>
public sealed record SelfTestSpec(SelfTestKind Kind)
{
    /// <summary>Of <see cref="SelfTestKind.Agreement"/>: further answers.</summary>
    public int Samples { get; init; } = 3;

    /// <summary>Of <see cref="SelfTestKind.Agreement"/>: only the first lines with text must be equal, not whole answers.</summary>
    public bool FirstLineOnly { get; init; }

    /// <summary>Of <see cref="SelfTestKind.Generated"/>: asks for one test; <c>{prompt}</c> stands for the prompt.</summary>
    public string Ask { get; init; } = "";

    /// <summary>Of <see cref="SelfTestKind.Command"/> and <see cref="SelfTestKind.Generated"/>.</summary>
    public CheckCommandSpec? Command { get; init; }
}
