using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HwAgent.Agent.Llm;

/// <summary>
/// The user's prices, YAML or JSON: a model reference or bare model name, then <c>prompt</c>, <c>completion</c> and
/// optionally <c>cached</c> (default: as prompt), each in US dollars per million tokens. No price is built in: they change and none is invented.
/// </summary>
public sealed class PriceTable
{
    private static readonly string[] Keys = ["prompt", "cached", "completion"];

    private readonly Dictionary<string, ModelPrice> _prices;

    private PriceTable(string source, Dictionary<string, ModelPrice> prices)
    {
        Source = source;
        _prices = prices;
    }

    /// <summary>A table without prices: every cost is unknown.</summary>
    public static PriceTable Empty { get; } = new("no price file (Llm:PricesFile is not set)", []);

    /// <summary>The file, or why there is none.</summary>
    public string Source { get; }

    /// <exception cref="ModelConfigurationException">The file is missing or not of this form; names file, line and column.</exception>
    public static PriceTable Load(string path)
    {
        if (!File.Exists(path)) throw new ModelConfigurationException($"Llm:PricesFile '{path}' does not exist.");
        var stream = new YamlStream();
        try
        {
            using var reader = new StreamReader(path);
            stream.Load(reader);
        }
        catch (YamlException e)
        {
            throw new ModelConfigurationException($"{path}:{e.Start.Line}:{e.Start.Column}: {e.Message}");
        }

        if (stream.Documents.Count == 0) return new PriceTable(path, []);
        var prices = new Dictionary<string, ModelPrice>(StringComparer.Ordinal);
        foreach (var (name, value) in Map(path, stream.Documents[0].RootNode, "model names"))
        {
            prices[name] = Price(path, name, value);
        }

        return new PriceTable(path, prices);
    }

    /// <summary>The price under the whole reference (<c>openai:NAME</c>) or else under the bare name; null when there is none.</summary>
    public ModelPrice? Find(ModelReference reference) =>
        _prices.GetValueOrDefault(reference.ToString()) ?? _prices.GetValueOrDefault(reference.Name);

    private static ModelPrice Price(string path, string model, YamlNode node)
    {
        var fields = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (key, value) in Map(path, node, "prompt, cached and completion"))
        {
            if (!Keys.Contains(key)) throw Bad(path, value, $"'{key}' is not known; a price has prompt, cached and completion");
            if (value is not YamlScalarNode scalar || !decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var dollars) || dollars < 0)
                throw Bad(path, value, $"{key} of {model} is no price; write US dollars per million tokens, e.g. 2.50");
            fields[key] = dollars;
        }

        if (!fields.TryGetValue("prompt", out var prompt) || !fields.TryGetValue("completion", out var completion))
            throw Bad(path, node, $"{model} needs prompt and completion");
        return new ModelPrice(prompt, fields.GetValueOrDefault("cached", prompt), completion);
    }

    private static IEnumerable<(string Key, YamlNode Value)> Map(string path, YamlNode node, string of)
    {
        if (node is not YamlMappingNode map) throw Bad(path, node, $"expected a mapping of {of}");
        return map.Children.Select(pair => (((YamlScalarNode)pair.Key).Value ?? "", pair.Value));
    }

    private static ModelConfigurationException Bad(string path, YamlNode node, string what) => new($"{path}:{node.Start.Line}:{node.Start.Column}: {what}.");
}
