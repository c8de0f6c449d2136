using System.Text.RegularExpressions;
using HwAgent.Core.Rtl;

namespace HwAgent.Toolchain.Policy;

/// <summary>A design that passed the static check. The tools take nothing else, and only <see cref="RtlPolicy.Admit"/> makes one.</summary>
public sealed partial class CheckedDesign
{
    private CheckedDesign(string top, IReadOnlyList<RtlSource> sources, IReadOnlyList<RtlSource> toolSources, IReadOnlyCollection<string> definitions)
    {
        Top = top;
        Definitions = definitions;
        Sources = sources;
        ToolSources = toolSources;
    }

    /// <summary>Name of the top module.</summary>
    public string Top { get; }

    /// <summary>The sources as they were written.</summary>
    public IReadOnlyList<RtlSource> Sources { get; }

    /// <summary>Names of the modules, packages and interfaces that the sources define.</summary>
    public IReadOnlyCollection<string> Definitions { get; }

    /// <summary>The sources as tools see them: same lines and columns, with whatever must not steer a tool blanked.</summary>
    internal IReadOnlyList<RtlSource> ToolSources { get; }

    /// <summary>
    /// Puts designs together that were checked at different levels of trust, e.g. a candidate unit, the templates around it and a
    /// testbench. Order matters as in <see cref="RtlDesign.Sources"/>.
    /// </summary>
    /// <exception cref="ArgumentException">Two parts share a file name or define the same module: one could stand in for the other.</exception>
    public static CheckedDesign Combine(string top, params IReadOnlyList<CheckedDesign> parts)
    {
        RequirePlainName(top);
        Refuse(parts.SelectMany(static part => part.Sources.Select(static source => source.Name)), "file");
        Refuse(parts.SelectMany(static part => part.Definitions), "module");
        return new CheckedDesign(
            top, [.. parts.SelectMany(static part => part.Sources)], [.. parts.SelectMany(static part => part.ToolSources)], [.. parts.SelectMany(static part => part.Definitions)]);
    }

    /// <summary>The same sources with another module on top.</summary>
    public CheckedDesign WithTop(string top)
    {
        RequirePlainName(top);
        return new CheckedDesign(top, Sources, ToolSources, Definitions);
    }

    /// <summary>Names of modules become part of command lines and scripts.</summary>
    internal static bool IsPlainName(string name) => PlainName().IsMatch(name);

    internal static CheckedDesign Create(RtlDesign design, PolicyOptions options, IReadOnlyCollection<string> definitions) =>
        new(design.Top, design.Sources, [.. design.Sources.Select(source => source with { Text = ToolText.Of(source.Text, options) })], definitions);

    /// <summary>
    /// For <see cref="Simulation.IcarusBench"/>, which runs such a design behind the sandbox alone, and for tests of the sandbox, which
    /// show that what the policy refuses is harmless even when it gets through.
    /// </summary>
    internal static CheckedDesign WithoutPolicy(RtlDesign design) => new(design.Top, design.Sources, design.Sources, []);

    private static void RequirePlainName(string top)
    {
        if (!IsPlainName(top)) throw new ArgumentException($"'{top}' is no plain module name.", nameof(top));
    }

    private static void Refuse(IEnumerable<string> names, string what)
    {
        if (names.GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The {what} '{twice.Key}' appears in two parts of the design.");
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,99}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
