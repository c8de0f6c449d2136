using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>Finds the best mapping of a product on a hardware; null when none fits. The same arguments give the same mapping.</summary>
public delegate ProductMapping? ProductMapper(TensorProblem problem, Architecture architecture);
