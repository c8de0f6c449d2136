namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>One test: it starts from a module that nothing has happened to yet.</summary>
/// <param name="Name">In the model's words.</param>
/// <param name="Steps">In order of time.</param>
internal sealed record SelfTestCase(string Name, IReadOnlyList<SelfTestStep> Steps);
