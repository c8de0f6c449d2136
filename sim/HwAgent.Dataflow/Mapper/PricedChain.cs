namespace HwAgent.Dataflow.Mapper;

/// <summary>The steps of one dimension with what a skeleton asks of them.</summary>
/// <param name="Chain">The steps.</param>
/// <param name="Answers">By number of the question.</param>
/// <param name="Loops">Where the chain has loops.</param>
internal sealed record PricedChain(StepChain Chain, double[] Answers, ChainLoops Loops);
