namespace HwAgent.Agent.Reports.Compression;

/// <summary>A stage of a model on one text.</summary>
internal sealed record LossRow(string Text, string Stage, string Tokens, string Perplexity, string Change, string Divergence);
