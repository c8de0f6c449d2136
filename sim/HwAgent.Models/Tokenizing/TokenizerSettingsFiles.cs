using System.Text.Json;
using HwAgent.Core.Models;
using HwAgent.Models.Json;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Tokenizing;

/// <summary>Reads what tokenizer_config.json, generation_config.json and config.json of a Hugging Face folder say about begin and end. Each may be absent.</summary>
internal static class TokenizerSettingsFiles
{
    private const long LargestFile = 1L << 26;

    /// <exception cref="InvalidModelException">One of them is not JSON, or a field is of the wrong kind.</exception>
    public static TokenizerSettings Read(string folder)
    {
        var tokenizer = File(folder, "tokenizer_config.json");
        var (generation, model) = (File(folder, "generation_config.json"), File(folder, "config.json"));
        return new TokenizerSettings(
            Token(tokenizer, "bos_token"), Token(tokenizer, "eos_token"),
            Ids(generation, "bos_token_id").Concat(Ids(model, "bos_token_id")).Select(id => (int?)id).FirstOrDefault(),
            [.. Ids(generation, "eos_token_id").Concat(Ids(model, "eos_token_id")).Distinct()],
            Flag(tokenizer, "add_bos_token"), Flag(tokenizer, "add_eos_token"));
    }

    private static JsonPart? File(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return System.IO.File.Exists(path) ? JsonPart.Parse(WholeFile.Read(path, LargestFile), path) : null;
    }

    /// <summary>A token's text, which may stand in an object as <c>content</c>.</summary>
    private static string? Token(JsonPart? file, string name) => file?[name] switch
    {
        null or { IsNull: true } => null,
        { Value.ValueKind: JsonValueKind.Object } part => part.Text("content"),
        { } part => part.AsText(),
    };

    private static IEnumerable<int> Ids(JsonPart? file, string name) => file?[name] switch
    {
        null or { IsNull: true } => [],
        { Value.ValueKind: JsonValueKind.Array } part => [.. part.Items().Select(item => item.AsId())],
        { } part => [part.AsId()],
    };

    private static bool? Flag(JsonPart? file, string name) => file?[name] is { IsNull: false } part ? part.AsFlag() : null;
}
