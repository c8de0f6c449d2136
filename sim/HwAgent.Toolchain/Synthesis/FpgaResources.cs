namespace HwAgent.Toolchain.Synthesis;

/// <summary>What a design takes on an FPGA, counted from the cells of <c>synth_ice40</c> or <c>synth_ecp5</c>.</summary>
/// <param name="Target">The family.</param>
/// <param name="Luts">Four-input look-up tables; a carry cell of the ECP5 counts as the two it holds.</param>
/// <param name="FlipFlops">Flip-flops.</param>
/// <param name="BlockRams">Block memories: 4 Kibit on iCE40, 18 Kibit on ECP5.</param>
/// <param name="Dsps">Multiplier blocks: SB_MAC16, MULT18X18D.</param>
public sealed record FpgaResources(FpgaTarget Target, int Luts, int FlipFlops, int BlockRams, int Dsps);
