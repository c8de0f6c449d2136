using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Rtl;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HwAgent.Evaluation.Contracts;

/// <summary>The accelerators of hw-templates/configurations.yaml, by name.</summary>
public static class NamedConfigurations
{
    /// <summary>Every configuration, in the order of the file.</summary>
    public static IReadOnlyDictionary<string, AcceleratorParameters> All { get; } = Parse(AcceleratorTemplates.ReadText("configurations.yaml"));

    /// <summary>Parameters by name.</summary>
    /// <exception cref="ArgumentException">No such configuration.</exception>
    public static AcceleratorParameters Get(string name) =>
        All.TryGetValue(name, out var parameters) ? parameters : throw new ArgumentException($"There is no configuration {name}; there are {string.Join(", ", All.Keys)}.", nameof(name));

    /// <summary>Reads the file's format. An unknown key is an error.</summary>
    internal static IReadOnlyDictionary<string, AcceleratorParameters> Parse(string yaml)
    {
        var reader = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithEnumNamingConvention(UnderscoredNamingConvention.Instance).Build();
        return new OrderedDictionary<string, AcceleratorParameters>(reader.Deserialize<Dictionary<string, AcceleratorParameters>>(yaml));
    }
}
