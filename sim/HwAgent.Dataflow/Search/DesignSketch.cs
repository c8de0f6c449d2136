using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>An evaluated design without the details of its costs: thousands are made, a few become a <see cref="DesignPoint"/>.</summary>
/// <param name="Parameters">Buffers included.</param>
/// <param name="Mappings">One a product, in the order of the request.</param>
/// <param name="Figures">Exact.</param>
internal sealed record DesignSketch(AcceleratorParameters Parameters, IReadOnlyList<GemmMapping> Mappings, DesignFigures Figures);
