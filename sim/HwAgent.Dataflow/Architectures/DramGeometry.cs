namespace HwAgent.Dataflow.Architectures;

/// <summary>A DRAM channel, or several that work in step: rows of bursts in banks, timings in cycles of its own clock under their JEDEC names, and the energies that bits alone do not have.</summary>
/// <param name="Name">For reports.</param>
public sealed record DramGeometry(string Name)
{
    /// <summary>Smallest transfer, no smaller than an element; a power of two.</summary>
    public required int BurstBytes { get; init; }

    /// <summary>One row over all chips; a power of two, a multiple of the burst.</summary>
    public required int RowBytes { get; init; }

    /// <summary>Rows that can be open at once; a power of two. Banks that follow each other are in different bank groups, where there are groups.</summary>
    public required int Banks { get; init; }

    /// <summary>Of the memory; the cycles below count it.</summary>
    public required double ClockHertz { get; init; }

    /// <summary>Between two bursts of different bank groups (tCCD_S).</summary>
    public required int BurstCycles { get; init; }

    /// <summary>Between two bursts of one row (tCCD_L, or tCCD where there are no bank groups).</summary>
    public required int SameRowBurstCycles { get; init; }

    /// <summary>From opening a row to its first column (tRCD).</summary>
    public required int ActivateCycles { get; init; }

    /// <summary>From the column to the data (CL).</summary>
    public required int ColumnCycles { get; init; }

    /// <summary>To close a row (tRP).</summary>
    public required int PrechargeCycles { get; init; }

    /// <summary>Least time that a row is open (tRAS).</summary>
    public required int RowActiveCycles { get; init; }

    /// <summary>Between opening rows of two banks (tRRD).</summary>
    public required int ActivateGapCycles { get; init; }

    /// <summary>In which at most four rows are opened (tFAW).</summary>
    public required int FourActivatesCycles { get; init; }

    /// <summary>Time of one refresh, in which nothing else happens (tRFC).</summary>
    public required int RefreshCycles { get; init; }

    /// <summary>Between two refreshes (tREFI).</summary>
    public required int RefreshIntervalCycles { get; init; }

    /// <summary>Energy to open and close a row, above that of a standing memory.</summary>
    public double ActivatePicojoules { get; init; }

    /// <summary>Energy of one refresh, above that of a standing memory.</summary>
    public double RefreshPicojoules { get; init; }

    /// <summary>Energy of one cycle in which nothing happens while rows are open.</summary>
    public double StandbyPicojoules { get; init; }

    /// <summary>Where the energies come from.</summary>
    public string EnergySource { get; init; } = "not given";

    /// <summary>From opening a row to opening another one in the same bank (tRC = tRAS + tRP).</summary>
    public int RowCycles => RowActiveCycles + PrechargeCycles;

    /// <summary>Between two rows that are opened one after the other in banks that take turns: tRRD, a quarter of tFAW, or all banks busy with their rows.</summary>
    public double ActivateSpacingCycles => Math.Max(Math.Max(ActivateGapCycles, FourActivatesCycles / 4.0), RowCycles / (double)Banks);

    /// <summary>Part of the time that refreshes take.</summary>
    public double RefreshShare => RefreshCycles / (double)RefreshIntervalCycles;

    /// <summary>Energy of a cycle with its share of a refresh, without rows opened and bursts moved.</summary>
    public double BackgroundPicojoules => StandbyPicojoules + RefreshPicojoules / RefreshIntervalCycles;

    /// <summary>
    /// A 64-bit channel of DDR4-2400 with eight x8 chips of 8 Gb, 16-16-16: timings and currents of Micron's MT40A1G8-083E as in DRAMsim3's
    /// configs/DDR4_8Gb_x8_2400.ini (Li et al., CAL 2020). Energies by Micron's power formula (TN-40-07) for 1.2 V: activate (IDD0 tRC - IDD3N tRAS -
    /// IDD2N tRP), refresh (IDD5B - IDD3N) tRFC, standby IDD3N, with IDD0 48, IDD2N 34, IDD3N 43, IDD5B 250 mA; termination is not in it.
    /// </summary>
    public static DramGeometry Ddr4 { get; } = new("DDR4-2400 x64")
    {
        BurstBytes = 64,
        RowBytes = 8192,
        Banks = 16,
        ClockHertz = 1.2e9,
        BurstCycles = 4,
        SameRowBurstCycles = 6,
        ActivateCycles = 16,
        ColumnCycles = 16,
        PrechargeCycles = 16,
        RowActiveCycles = 39,
        ActivateGapCycles = 4,
        FourActivatesCycles = 26,
        RefreshCycles = 420,
        RefreshIntervalCycles = 9364,
        ActivatePicojoules = 3352,
        RefreshPicojoules = 695_520,
        StandbyPicojoules = 344,
        EnergySource = "IDD of Micron MT40A1G8-083E as in DRAMsim3, formula of Micron TN-40-07",
    };
}
