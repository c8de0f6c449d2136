namespace HwAgent.Agent.Reports.Views;

/// <summary>What is needed to get the same result again.</summary>
internal sealed record ReproduceView(string CommandLine, string Version, string Commit, string Seed, IReadOnlyList<Fact> Tools, string SpecYaml, string Format)
{
    public static ReproduceView From(ReportInput input) => new(
        input.Context.CommandLine,
        input.Context.Version,
        input.Context.Commit.Length > 0 ? input.Context.Commit : "not known",
        input.Spec.Search.Seed.ToString(),
        [.. input.Result.Tools.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new Fact(t.Key, t.Value))],
        input.Spec.ToYaml(),
        input.Result.Format);
}
