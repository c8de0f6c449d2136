using HwAgent.Evaluation.Grading;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HwAgent.Evals.VerilogEval;

/// <summary>evals/errata.yaml: documented faults of the benchmarks' problems, and what follows from each for the strict verdict.</summary>
public static class ErrataFile
{
    private static readonly Lazy<IReadOnlyList<Row>> Rows = new(() => Parse(ReadText()));

    /// <summary>The errata of one benchmark by problem.</summary>
    /// <param name="benchmark">Name of the benchmark, e.g. <c>verilogeval/spec-to-rtl</c>.</param>
    public static IReadOnlyDictionary<string, Erratum> For(string benchmark) =>
        Rows.Value.Where(row => row.Benchmarks.Contains(benchmark)).ToDictionary(static row => row.Problem, static row => new Erratum(row.Problem, row.What, row.Source, row.Handling));

    private static string ReadText()
    {
        using var stream = typeof(ErrataFile).Assembly.GetManifestResourceStream("errata.yaml") ?? throw new InvalidOperationException("errata.yaml is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static List<Row> Parse(string yaml) =>
        new DeserializerBuilder().WithNamingConvention(HyphenatedNamingConvention.Instance).WithEnumNamingConvention(HyphenatedNamingConvention.Instance).Build().Deserialize<List<Row>>(yaml);

    /// <summary>A row of the file; one fault can be in several sets, under the same id.</summary>
    private sealed record Row
    {
        public string Problem { get; init; } = string.Empty;

        public List<string> Benchmarks { get; init; } = [];

        public string What { get; init; } = string.Empty;

        public string Source { get; init; } = string.Empty;

        public ErratumHandling Handling { get; init; }
    }
}
