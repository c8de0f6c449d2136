namespace HwAgent.Core.Rtl;

/// <summary>A closed set of SystemVerilog sources and the module that stands on top.</summary>
/// <param name="Top">Name of the top module.</param>
/// <param name="Sources">Every file, in an order in which each file follows those it needs.</param>
public sealed record RtlDesign(string Top, IReadOnlyList<RtlSource> Sources);
