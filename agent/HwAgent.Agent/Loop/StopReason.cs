namespace HwAgent.Agent.Loop;

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>As many candidates were checked as the spec allows.</summary>
    CandidatesSpent,

    /// <summary>The designer has nothing more to propose.</summary>
    DesignerFinished,

    /// <summary>The spec's time is up.</summary>
    TimeSpent,

    /// <summary>A budget of the language model is spent.</summary>
    ModelBudgetSpent,

    /// <summary>The language model can not be reached any more.</summary>
    ModelFailed,
}
