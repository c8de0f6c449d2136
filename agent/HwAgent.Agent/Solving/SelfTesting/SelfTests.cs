namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>
/// Tests that a model wrote, as data: words in, words expected. In each step the inputs are set while the clock is low, the clock rises,
/// the outputs are compared, and the clock falls; without a clock the outputs are compared once they are stable.
/// </summary>
/// <param name="Clock">The clock's port; null for a module without one.</param>
/// <param name="Inputs">Every other input, in the order of <see cref="SelfTestStep.Inputs"/>.</param>
/// <param name="Outputs">The outputs that are compared, in the order of <see cref="SelfTestStep.Outputs"/>.</param>
/// <param name="Cases">At least one.</param>
internal sealed record SelfTests(string? Clock, IReadOnlyList<SelfTestPort> Inputs, IReadOnlyList<SelfTestPort> Outputs, IReadOnlyList<SelfTestCase> Cases);
