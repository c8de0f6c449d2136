namespace HwAgent.Dataflow.Specification;

/// <summary>FPGA family whose resources are counted beside the gate equivalents.</summary>
public enum FpgaFamily
{
    None,

    /// <summary>Lattice iCE40, <c>synth_ice40</c>.</summary>
    Ice40,

    /// <summary>Lattice ECP5, <c>synth_ecp5</c>.</summary>
    Ecp5,
}
