namespace HwAgent.Dataflow.Specification;

/// <summary>Reads a spec from YAML and reports everything that is wrong with it at once.</summary>
public static class DesignSpecReader
{
    private const int LongestName = 64;

    private static readonly string[] ModelForms = ["openai:NAME", "azure:DEPLOYMENT", "ollama:NAME", "http://HOST:PORT/v1#NAME", "replay:FILE"];

    /// <summary>The spec in a text, or the errors in it, each with file, line and column.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">The file's name, for diagnostics and as the default name of the spec.</param>
    public static SpecReadResult Read(string yaml, string fileName)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(fileName);
        var diagnostics = new SpecDiagnostics(fileName);
        var spec = SpecTree.Parse(yaml, diagnostics) switch
        {
            null => null,
            SpecMap map => ReadSpec(new SpecFields(map, "", diagnostics), fileName),
            { } other => RefuseRoot(other, diagnostics),
        };
        return new SpecReadResult(diagnostics.IsEmpty ? spec : null, diagnostics.Sorted);
    }

    private static DesignSpec? RefuseRoot(SpecNode root, SpecDiagnostics diagnostics)
    {
        diagnostics.Add(root, "wrong-type", $"the spec: {root.Description} is not a table of keys", "start from one of the files in examples/");
        return null;
    }

    private static DesignSpec ReadSpec(SpecFields fields, string fileName)
    {
        fields.Require("workload", "a table with preset, config or gemms");
        var spec = new DesignSpec
        {
            Name = ReadName(fields) ?? DefaultName(fileName),
            Workload = fields.Table("workload") is { } workload ? WorkloadSpecReader.Read(workload) : new WorkloadSpec(),
            Numeric = fields.Table("numeric") is { } numeric ? ReadNumeric(numeric) : new NumericFormat(),
            Budget = fields.Table("budget") is { } budget ? ReadBudget(budget) : new Budget(),
            Objective = fields.Choice("objective", Objective.Latency),
            Designer = fields.Choice("designer", DesignerKind.Expert),
            Model = ReadModel(fields),
            Search = fields.Table("search") is { } search ? ReadSearch(search) : new SearchSettings(),
            Technology = TechnologyReader.Read(fields),
            Fpga = fields.Choice("fpga", FpgaFamily.None),
        };
        fields.Close();
        return spec;
    }

    private static NumericFormat ReadNumeric(SpecFields fields)
    {
        var otherwise = new NumericFormat();
        var numeric = new NumericFormat
        {
            ActivationBits = fields.IntegerOf("activation_bits", NumericFormat.AllowedActivationBits) ?? otherwise.ActivationBits,
            WeightBits = fields.IntegerOf("weight_bits", NumericFormat.AllowedWeightBits) ?? otherwise.WeightBits,
        };
        fields.Close();
        return numeric;
    }

    private static Budget ReadBudget(SpecFields fields)
    {
        var otherwise = new Budget();
        var budget = new Budget
        {
            AreaGateEquivalents = fields.Long("area_gate_equivalents", 1000, 1_000_000_000_000),
            OnChipKib = fields.Number("on_chip_kib", 0.25, 1_048_576),
            DramBytesPerCycle = fields.Number("dram_bytes_per_cycle", 0.0625, 4096) ?? otherwise.DramBytesPerCycle,
            ClockMegahertz = fields.Number("clock_megahertz", 0.001, 10_000) ?? otherwise.ClockMegahertz,
            LatencyMilliseconds = fields.Number("latency_milliseconds", 1e-6, 1e9),
            EnergyMillijoules = fields.Number("energy_millijoules", 1e-9, 1e12),
        };
        fields.Close();
        return budget;
    }

    private static SearchSettings ReadSearch(SpecFields fields)
    {
        var otherwise = new SearchSettings();
        var search = new SearchSettings
        {
            Candidates = fields.Integer("candidates", 1, 64) ?? otherwise.Candidates,
            Seed = fields.Integer("seed", 0, int.MaxValue) ?? otherwise.Seed,
            TimeMinutes = fields.Number("time_minutes", 0.01, 10_080) ?? otherwise.TimeMinutes,
        };
        fields.Close();
        return search;
    }

    private static string? ReadName(SpecFields fields)
    {
        if (fields.Text("name") is not { } name) return null;
        if (name.Length <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsNameCharacter)) return name;
        fields.Report("name", "not-allowed", "cannot name a folder", $"give letters, digits, '.', '-' and '_', at most {LongestName}, starting with a letter or digit");
        return null;
    }

    /// <summary>The file's name without folder and extension, made fit to name a folder.</summary>
    private static string DefaultName(string fileName)
    {
        var stem = Path.GetFileNameWithoutExtension(fileName.Replace('\\', '/'));
        var fit = new string([.. stem.Select(c => IsNameCharacter(c) ? c : '-')]).TrimStart('.', '-', '_');
        return fit.Length == 0 ? "design" : fit[..Math.Min(fit.Length, LongestName)];
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';

    private static string? ReadModel(SpecFields fields)
    {
        if (fields.Text("model", $"one of: {string.Join(", ", ModelForms)}") is not { } model) return null;
        string[] prefixes = ["openai:", "azure:", "ollama:", "replay:"];
        var isEndpoint = Uri.TryCreate(model, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        if (isEndpoint ? uri!.Fragment.Length > 1 : prefixes.Any(p => model.Length > p.Length && model.StartsWith(p, StringComparison.Ordinal))) return model;
        fields.Report("model", "not-allowed", $"'{model}' names no model", $"give one of: {string.Join(", ", ModelForms)}");
        return null;
    }
}
