namespace HwAgent.Evals.Runtime;

/// <summary>What the runtime benchmark found.</summary>
/// <param name="Path">Instructions of the kernels.</param>
/// <param name="Kernels">Kernels alone; empty when left out.</param>
/// <param name="Models">Whole models; empty when left out.</param>
/// <param name="Ways">Ways to decode against each other; empty when left out.</param>
/// <param name="Passes">Passes over several rows; empty when left out.</param>
/// <param name="Speculation">Speculative decoding; empty when left out.</param>
public sealed record RuntimeResult(
    string Path, IReadOnlyList<KernelRow> Kernels, IReadOnlyList<DecoderRow> Models, IReadOnlyList<DecodeWayRow> Ways, IReadOnlyList<PassRow> Passes, IReadOnlyList<SpeculationRow> Speculation);
