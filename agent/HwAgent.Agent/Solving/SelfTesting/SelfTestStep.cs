namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>One row of a test.</summary>
/// <param name="Inputs">A word of <c>0</c>, <c>1</c> and <c>x</c> for each input, most significant bit first.</param>
/// <param name="Outputs">The same for each output; <c>x</c> is not compared.</param>
internal sealed record SelfTestStep(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);
