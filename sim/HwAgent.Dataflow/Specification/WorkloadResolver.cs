using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Specification;

/// <summary>Turns what a spec asks for into the operators to run.</summary>
public static class WorkloadResolver
{
    /// <summary>The operator graph of a spec.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="configJson">The text behind <see cref="WorkloadSpec.ConfigPath"/>; null for the other forms.</param>
    /// <exception cref="InvalidConfigException">A preset, configuration or option that no workload can be made from.</exception>
    /// <exception cref="ArgumentException">The spec names a configuration and its text is not given.</exception>
    public static Workload Resolve(WorkloadSpec spec, string? configJson = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Gemms.Count > 0) return new Workload("gemms", spec.Phase ?? Phases.Encode, [.. spec.Gemms.SelectMany(ToOperators)]);

        var options = new WorkloadOptions(spec.Batch, spec.SequenceLength, spec.ContextLength, spec.ImageResolution, spec.PatchStride, spec.Phase);
        if (spec.Preset is { } preset) return WorkloadBuilder.Build(WorkloadPresets.Get(preset), options);
        if (spec.ConfigPath is not { } path)
            throw new InvalidConfigException(null, "workload", "has neither preset nor config nor gemms", "give exactly one of them");
        if (configJson is null) throw new ArgumentException($"The text of {path} is needed.", nameof(configJson));
        return WorkloadBuilder.Build(HuggingFaceConfig.Parse(configJson, path, NameOf(path)), options);
    }

    /// <summary>The name of the folder a <c>config.json</c> lies in, by which checkpoints are told apart; null when the path has no folder.</summary>
    private static string? NameOf(string path)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(path.Replace('\\', '/')));
        return folder is null or "" or "." or ".." ? null : folder;
    }

    private static IEnumerable<Operator> ToOperators(GemmSpec gemm)
    {
        var shape = new LayerShape(gemm.M, gemm.N, gemm.K);
        var elements = (long)gemm.M * gemm.N;
        yield return new Operator(gemm.Name, OperatorKind.Gemm, gemm.Repeats)
        {
            Gemm = shape,
            Elements = elements,
            HasBias = gemm.Bias,
            FusedActivation = gemm.Activation,
            AddsResidual = gemm.Residual,
            Parameters = gemm.Repeats * (((long)gemm.K * gemm.N) + (gemm.Bias ? gemm.N : 0)),
        };
        if (gemm.Activation is not null)
            yield return new Operator(gemm.Name + ".activation", OperatorKind.Activation, gemm.Repeats) { Elements = elements, FusableInto = gemm.Name };
        if (gemm.Residual)
            yield return new Operator(gemm.Name + ".residual", OperatorKind.Elementwise, gemm.Repeats) { Elements = elements, FusableInto = gemm.Name };
    }
}
