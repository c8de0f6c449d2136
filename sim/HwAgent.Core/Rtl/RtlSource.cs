namespace HwAgent.Core.Rtl;

/// <summary>One SystemVerilog file.</summary>
/// <param name="Name">Plain file name without a folder, ending in <c>.sv</c> or <c>.v</c>.</param>
/// <param name="Text">The whole text, LF line ends.</param>
public sealed record RtlSource(string Name, string Text);
