namespace HwAgent.Core.Workloads;

/// <summary>The shape of a transformer, independent of batch, length, resolution and phase.</summary>
/// <param name="Name">Preset name or model name; becomes <see cref="Workload.Name"/>.</param>
public abstract record TransformerConfig(string Name)
{
    /// <summary>The phases this model has; the first is the default.</summary>
    public abstract IReadOnlyList<string> SupportedPhases { get; }
}
