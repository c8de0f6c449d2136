namespace HwAgent.Dataflow.Architectures;

/// <summary>
/// A DRAM channel: rows of bursts in banks. The timing is that of a controller which keeps all banks busy: data moves a burst every <see cref="BurstCycles"/>, and
/// the banks together open a row every <see cref="RowCycles"/> / <see cref="Banks"/>; whichever is slower bounds the bandwidth.
/// </summary>
/// <param name="Name">For reports.</param>
/// <param name="BurstBytes">Smallest transfer; a power of two, at least 4.</param>
/// <param name="RowBytes">One row over all chips of the channel; a power of two, a multiple of the burst.</param>
/// <param name="Banks">Rows that can be open at once, at least 1.</param>
/// <param name="ClockHertz">Of the memory; the cycles below count it.</param>
/// <param name="BurstCycles">Between two bursts of different banks (tCCD_S).</param>
/// <param name="ActivateCycles">From opening a row to its first column (tRCD).</param>
/// <param name="ColumnCycles">From the column to the data (CL).</param>
/// <param name="PrechargeCycles">To close a row (tRP).</param>
/// <param name="RowActiveCycles">Least time that a row is open (tRAS).</param>
public sealed record DramGeometry(string Name, int BurstBytes, int RowBytes, int Banks, double ClockHertz, int BurstCycles, int ActivateCycles, int ColumnCycles, int PrechargeCycles, int RowActiveCycles)
{
    /// <summary>Energy to open and close a row.</summary>
    public double RowPicojoules { get; init; }

    /// <summary>Energy of one burst read, interface included.</summary>
    public double ReadPicojoules { get; init; }

    /// <summary>Energy of one burst written, interface included.</summary>
    public double WritePicojoules { get; init; }

    /// <summary>Where the energies come from.</summary>
    public string EnergySource { get; init; } = "not given";

    /// <summary>From opening a row to opening another one in the same bank (tRC = tRAS + tRP).</summary>
    public int RowCycles => RowActiveCycles + PrechargeCycles;

    /// <summary>
    /// A 64-bit channel of DDR4-2400R with eight x8 chips: bursts of eight beats, pages of 1 KiB a chip, 16 banks; speed bin 16-16-16, tRAS 32 ns, tCCD_S 4
    /// (JEDEC JESD79-4B). Without energies: they differ by vendor, and the standard has none.
    /// </summary>
    public static DramGeometry Ddr4 { get; } = new("DDR4-2400R x64", 64, 8192, 16, 1.2e9, 4, 16, 16, 16, 39);
}
