using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Files;

/// <summary>A design as read from its folder, unchecked.</summary>
public sealed record LoadedDesign(ScheduleFile Schedule, IReadOnlyList<Instruction> Instructions, IReadOnlyList<RtlSource> Rtl);
