namespace HwAgent.Models.Tokenizing;

/// <summary>All that a reader of vocabularies finds out.</summary>
/// <param name="Format">For reports.</param>
/// <param name="Table">Bytes of the tokens.</param>
/// <param name="Pipeline">Text to ids.</param>
/// <param name="AddedTokens">Looked for before the pipeline.</param>
/// <param name="Prefix">Ids in front of a text.</param>
/// <param name="Suffix">Ids behind a text.</param>
/// <param name="BeginId">Begin of text.</param>
/// <param name="EndIds">End of text.</param>
/// <param name="DropsFirstSpace">Whether encoding puts a space in front that decoding must take away.</param>
internal sealed record TokenizerParts(
    string Format, TokenTable Table, TokenizerPipeline Pipeline, IReadOnlyList<AddedToken> AddedTokens,
    IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix, int? BeginId, IReadOnlyList<int> EndIds, bool DropsFirstSpace);
