namespace HwAgent.Dataflow.Formats.ScaleSim;

/// <summary>The part of a SCALE-Sim configuration that its stall-free cycles depend on, and its memories.</summary>
/// <param name="Name"><c>run_name</c>.</param>
/// <param name="Rows"><c>ArrayHeight</c>.</param>
/// <param name="Columns"><c>ArrayWidth</c>.</param>
/// <param name="Dataflow"><c>Dataflow</c>.</param>
/// <param name="InputKib"><c>IfmapSramSzkB</c>.</param>
/// <param name="WeightKib"><c>FilterSramSzkB</c>.</param>
/// <param name="OutputKib"><c>OfmapSramSzkB</c>.</param>
/// <param name="WordsPerCycle"><c>Bandwidth</c>; null where SCALE-Sim works it out.</param>
public sealed record ScaleSimConfig(string Name, int Rows, int Columns, ScaleSimDataflow Dataflow, long InputKib, long WeightKib, long OutputKib, long? WordsPerCycle);
