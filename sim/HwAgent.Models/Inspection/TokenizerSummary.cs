namespace HwAgent.Models.Inspection;

/// <summary>The tokenizer that lies with a model.</summary>
/// <param name="Format">What it was read from, and its kind.</param>
/// <param name="VocabularySize">Count of ids.</param>
/// <param name="BeginId">Token in front of a text, or null.</param>
/// <param name="EndIds">Tokens at which generation ends.</param>
public sealed record TokenizerSummary(string Format, int VocabularySize, int? BeginId, IReadOnlyList<int> EndIds);
