using System.Text.Json;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Jobs;

/// <summary>How designs enter cache keys and results enter cache entries.</summary>
internal static class CacheFormats
{
    private const string JsonPart = "result.json";

    extension(CacheKeyBuilder key)
    {
        /// <summary>Everything of a design that a tool's result can depend on; the original text too, since findings quote it.</summary>
        public CacheKeyBuilder AddDesign(CheckedDesign design)
        {
            key.Add(design.Top);
            foreach (var (original, shown) in design.Sources.Zip(design.ToolSources)) key.Add([original.Name, original.Text, shown.Text]);
            return key;
        }
    }

    extension(CacheEntry entry)
    {
        public static CacheEntry OfJson<T>(T result) => new(new Dictionary<string, byte[]> { [JsonPart] = JsonSerializer.SerializeToUtf8Bytes(result) });

        /// <summary>The same entry with named byte strings beside its result.</summary>
        public CacheEntry With(IEnumerable<KeyValuePair<string, byte[]>> parts) =>
            new(entry.Parts.Concat(parts).ToDictionary(static part => part.Key, static part => part.Value));

        public T ReadJson<T>() => JsonSerializer.Deserialize<T>(entry.Parts[JsonPart])!;
    }
}
