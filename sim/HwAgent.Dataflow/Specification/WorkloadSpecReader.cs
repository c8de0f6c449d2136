using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Specification;

/// <summary>Reads the <c>workload</c> table of a spec.</summary>
internal static class WorkloadSpecReader
{
    private const int LargestSize = 1 << 20;
    private const int MostGemms = 4096;
    private const long MostRepeats = 1 << 20;

    /// <summary>Multiply-accumulates of one entry: leaves room to add thousands of them in 64 bits.</summary>
    private const long MostMacs = 1L << 48;

    private static readonly string[] SizeKeys = ["batch", "sequence_length", "context_length", "image_resolution", "patch_stride"];

    private static readonly string[] SourceKeys = ["preset", "config", "gemms"];

    private static readonly string[] DimensionKeys = ["m", "n", "k"];

    public static WorkloadSpec Read(SpecFields fields)
    {
        var spec = new WorkloadSpec
        {
            Preset = fields.Word("preset", WorkloadPresets.Names),
            ConfigPath = fields.Text("config", "the path of a config.json"),
            Batch = fields.Integer("batch", 1, 65_536) ?? 1,
            SequenceLength = fields.Integer("sequence_length", 1, LargestSize),
            ContextLength = fields.Integer("context_length", 1, LargestSize),
            ImageResolution = fields.Integer("image_resolution", 1, 65_536),
            PatchStride = fields.Integer("patch_stride", 1, 65_536),
            Phase = fields.Word("phase", Phases.All),
            Gemms = ReadGemms(fields),
        };
        fields.Close();
        CheckSource(fields);
        if (spec.Preset is not null && !fields.Has("config") && !fields.Has("gemms")) CheckPreset(fields, spec);
        return spec;
    }

    private static void CheckSource(SpecFields fields)
    {
        string[] given = [.. SourceKeys.Where(fields.Has)];
        if (given.Length == 0) fields.Require("preset", $"NAME (one of: {string.Join(", ", WorkloadPresets.Names)}), or config: PATH of a config.json, or gemms: a list of matrix products");
        foreach (var extra in given.Skip(1))
            fields.Report(extra, "conflict", $"cannot stand beside {given[0]}", "keep exactly one of preset, config and gemms");
        if (given is not ["gemms"]) return;
        foreach (var key in SizeKeys.Where(fields.Has))
            fields.Report(key, "conflict", "has no meaning for gemms", "put it into m, n, k and repeats");
    }

    /// <summary>A preset is known here, so what it cannot do is found before anything runs, at the key that asks for it.</summary>
    private static void CheckPreset(SpecFields fields, WorkloadSpec spec)
    {
        try
        {
            WorkloadResolver.Resolve(spec);
        }
        catch (InvalidConfigException e)
        {
            fields.Report(e.Field, "invalid-workload", e.Problem, e.Advice);
        }
    }

    private static IReadOnlyList<GemmSpec> ReadGemms(SpecFields fields)
    {
        if (fields.Tables("gemms") is not { } tables) return [];
        if (tables.Count > MostGemms) fields.Report("gemms", "out-of-range", $"{tables.Count} entries are too many", $"give at most {MostGemms}; use repeats for equal shapes");
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. tables.Select(table => ReadGemm(table, names))];
    }

    private static GemmSpec ReadGemm(SpecFields fields, HashSet<string> names)
    {
        fields.Require("name", "a text");
        foreach (var key in DimensionKeys) fields.Require(key, "a positive integer");
        var gemm = new GemmSpec
        {
            Name = fields.Text("name") ?? "",
            M = fields.Integer("m", 1, LargestSize) ?? 1,
            N = fields.Integer("n", 1, LargestSize) ?? 1,
            K = fields.Integer("k", 1, LargestSize) ?? 1,
            Repeats = fields.Long("repeats", 1, MostRepeats) ?? 1,
            Bias = fields.Boolean("bias") ?? false,
            Activation = fields.Word("activation", GemmSpec.AllowedActivations),
            Residual = fields.Boolean("residual") ?? false,
        };
        fields.Close();
        // The operators that follow a product take their names from it.
        var isNew = names.Add(gemm.Name)
            & (gemm.Activation is null || names.Add(gemm.Name + ".activation"))
            & (!gemm.Residual || names.Add(gemm.Name + ".residual"));
        if (gemm.Name.Length > 0 && !isNew) fields.Report("name", "duplicate-name", $"'{gemm.Name}' is the name of another entry", "give each its own");
        if ((Int128)gemm.M * gemm.N * gemm.K * gemm.Repeats > MostMacs) fields.Report("m", "out-of-range", "m x n x k x repeats is more than 2^48", "make one of them smaller");
        return gemm;
    }
}
