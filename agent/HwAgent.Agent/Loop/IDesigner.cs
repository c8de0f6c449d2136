namespace HwAgent.Agent.Loop;

/// <summary>Proposes candidates; the expert and the language model stand behind it.</summary>
public interface IDesigner : IProposer<Proposal, Attempt>
{
    /// <summary><c>expert</c>, or the model's name.</summary>
    string Name { get; }
}
