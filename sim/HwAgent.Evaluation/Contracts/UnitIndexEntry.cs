using YamlDotNet.Serialization;

namespace HwAgent.Evaluation.Contracts;

/// <summary>One row of hw-templates/index.yaml.</summary>
public sealed record UnitIndexEntry
{
    public string Module { get; init; } = string.Empty;

    /// <summary>Folder under hw-templates.</summary>
    public string Folder { get; init; } = string.Empty;

    public string Purpose { get; init; } = string.Empty;

    /// <summary>Parameters of the module with their ranges, in words.</summary>
    public Dictionary<string, string> Parameters { get; init; } = [];

    /// <summary>Modules it instantiates.</summary>
    public List<string> Uses { get; init; } = [];

    /// <summary><c>proven</c>: a contract of its own that the template passes and its mutants fail, and the whole chip.</summary>
    public string Status { get; init; } = string.Empty;

    /// <summary>The type that holds its contract.</summary>
    public string Contract { get; init; } = string.Empty;

    /// <summary>Every row of the index.</summary>
    public static IReadOnlyList<UnitIndexEntry> ReadAll() =>
        new DeserializerBuilder().WithNamingConvention(YamlDotNet.Serialization.NamingConventions.UnderscoredNamingConvention.Instance).Build()
            .Deserialize<List<UnitIndexEntry>>(Rtl.AcceleratorTemplates.ReadText("index.yaml"));
}
