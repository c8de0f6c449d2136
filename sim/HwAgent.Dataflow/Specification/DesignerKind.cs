namespace HwAgent.Dataflow.Specification;

/// <summary>Who proposes candidates.</summary>
public enum DesignerKind
{
    /// <summary>Templates and search with the cost model; no language model.</summary>
    Expert,

    /// <summary>A language model that proposes and repairs from tool feedback.</summary>
    Llm,
}
