namespace HwAgent.Toolchain.Synthesis;

/// <summary>FPGA families whose resources can be counted beside the gate equivalents.</summary>
public enum FpgaTarget
{
    None,
    Ice40,
    Ecp5,
}
