namespace HwAgent.Agent.Llm;

/// <summary>Trajectory event <c>model-failure</c>: enough to fail in the same way on replay.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Hash">Hash of the request that failed.</param>
/// <param name="Message">Message of the exception, keys removed.</param>
/// <param name="Fault">What failed; null when a budget was spent.</param>
/// <param name="Budget">The spent budget; null when a call failed.</param>
/// <param name="StatusCode">HTTP status, or null.</param>
/// <param name="Retries">Attempts before the last one.</param>
/// <param name="RetriedFaults">What failed in each of those; null when there were none.</param>
public sealed record ModelFailed(
    string Model, string Hash, string Message, ModelFault? Fault, SpentBudget? Budget, int? StatusCode, int Retries, IReadOnlyList<ModelFault>? RetriedFaults = null);
