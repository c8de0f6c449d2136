using System.Text.RegularExpressions;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Tests.Rtl;

/// <summary>The index, the folders, the code and the documentation name the same units.</summary>
public sealed partial class UnitIndexTests
{
    private static readonly IReadOnlyList<UnitIndexEntry> Index = UnitIndexEntry.ReadAll();

    public static TheoryData<string> Modules => [.. AcceleratorTemplates.Units.Select(unit => unit.Module)];

    [Fact]
    public void ReadAll_Rows_AreTheUnitsOfAcceleratorTemplatesInOrderOfUse()
    {
        Assert.Equal(AcceleratorTemplates.Units.Order(), Index.Select(row => (row.Module, row.Folder)).Order());
        var known = new HashSet<string>();
        foreach (var row in Index)
        {
            Assert.Subset(known, row.Uses.ToHashSet());
            known.Add(row.Module);
        }
    }

    [Fact]
    public void ReadAll_Folders_AreThoseOfHwTemplates()
    {
        var folders = Resources().Where(path => path.Contains('/')).Select(path => path.Split('/')[0]).Distinct();
        Assert.Equal(Index.Select(row => row.Folder).Append("testbench").Distinct().Order(), folders.Order());
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void ReadAll_Row_AgreesWithTheTemplate(string module)
    {
        var row = Index.Single(row => row.Module == module);
        var texts = Rendered(module);
        Assert.All(row.Parameters.Keys, name => Assert.Contains(texts, text => Regex.IsMatch(text, $@"\bparameter int {name}\b")));
        Assert.Equal(row.Uses.Order(), texts.SelectMany(text => Instance().Matches(text).Select(match => match.Groups["module"].Value)).Distinct().Order());
        Assert.Contains(module, UnitContracts.Modules);
        Assert.Equal("proven", row.Status);
        Assert.NotNull(typeof(UnitContracts).Assembly.GetType($"HwAgent.Evaluation.Contracts.Units.{row.Contract}"));
        Assert.NotEmpty(row.Purpose);
    }

    /// <summary>Every port and every parameter of every rendering is in the README of its folder.</summary>
    [Theory]
    [MemberData(nameof(Modules))]
    public void Readme_OfUnit_NamesEveryPortAndParameter(string module)
    {
        var readme = AcceleratorTemplates.ReadText($"{Index.Single(row => row.Module == module).Folder}/README.md");
        Assert.Contains($"`{module}`", readme);
        foreach (var text in Rendered(module))
        {
            var header = text[..text.IndexOf(");\n", StringComparison.Ordinal)];
            Assert.All(Port().Matches(header).Select(match => match.Groups["name"].Value), name => Assert.Contains($"| `{name}` |", readme));
            Assert.All(Parameter().Matches(header).Select(match => match.Groups["name"].Value), name => Assert.Contains($"| `{name}` |", readme));
        }
    }

    private static List<string> Rendered(string module) =>
        [.. ((string[])["tiny-os", "tiny-ws"]).Select(NamedConfigurations.Get).Where(parameters => AcceleratorTemplates.Render(parameters).Sources.Any(source => source.Name == module + ".sv"))
            .Select(parameters => AcceleratorTemplates.RenderUnit(module, parameters).Text)];

    private static IEnumerable<string> Resources() =>
        typeof(AcceleratorTemplates).Assembly.GetManifestResourceNames().Select(name => name.Replace("hw-templates/", "").Replace('\\', '/'));

    [GeneratedRegex(@"^\s*(?<module>hwa_\w+) (#\(|u_\w+ \()", RegexOptions.Multiline)]
    private static partial Regex Instance();

    [GeneratedRegex(@"^\s*(input|output)\s+logic[^,/\n]*?(?<name>\w+)\s*(,|//|$)", RegexOptions.Multiline)]
    private static partial Regex Port();

    [GeneratedRegex(@"\bparameter int (?<name>\w+)")]
    private static partial Regex Parameter();
}
