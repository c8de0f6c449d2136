using HwAgent.Agent.Loop;

namespace HwAgent.Agent.Designers;

/// <summary>Who is asked next and for what. It follows from the attempts alone, so a repeated run takes the same turns.</summary>
/// <param name="Model">0-based place in the cascade.</param>
/// <param name="Failed">Attempts at the present idea that failed, oldest first; empty: a new idea is asked for.</param>
internal sealed record TurnPlan(int Model, IReadOnlyList<Attempt> Failed)
{
    /// <param name="attempts">Everything tried so far.</param>
    /// <param name="models">Models in the cascade.</param>
    /// <param name="failuresPerModel">Failures in a row after which the next model takes over; after the last one the idea is dropped.</param>
    public static TurnPlan Of(IReadOnlyList<Attempt> attempts, int models, int failuresPerModel)
    {
        var streak = 0;
        while (streak < attempts.Count && attempts[^(streak + 1)].Evaluation?.Score is null) streak++;
        var failures = streak % (models * failuresPerModel);
        return new TurnPlan(failures / failuresPerModel, [.. attempts.TakeLast(failures)]);
    }
}
