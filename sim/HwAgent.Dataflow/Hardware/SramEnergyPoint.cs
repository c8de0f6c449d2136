namespace HwAgent.Dataflow.Hardware;

/// <summary>One measured or modelled point of SRAM access energy.</summary>
/// <param name="Kib">Size of the macro in KiB.</param>
/// <param name="PicojoulesPerByte">Energy of one byte read or written.</param>
public readonly record struct SramEnergyPoint(double Kib, double PicojoulesPerByte);
