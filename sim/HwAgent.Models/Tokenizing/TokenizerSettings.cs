namespace HwAgent.Models.Tokenizing;

/// <summary>What the files beside a tokenizer say: tokenizer_config.json, generation_config.json, config.json.</summary>
/// <param name="BeginToken"><c>bos_token</c>.</param>
/// <param name="EndToken"><c>eos_token</c>.</param>
/// <param name="BeginId"><c>bos_token_id</c>.</param>
/// <param name="EndIds"><c>eos_token_id</c> of both files.</param>
/// <param name="AddsBegin"><c>add_bos_token</c>.</param>
/// <param name="AddsEnd"><c>add_eos_token</c>.</param>
internal sealed record TokenizerSettings(string? BeginToken, string? EndToken, int? BeginId, IReadOnlyList<int> EndIds, bool? AddsBegin, bool? AddsEnd)
{
    public static TokenizerSettings None { get; } = new(null, null, null, [], null, null);
}
