using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Hardware;

/// <summary>
/// The energy and area table that costs are counted with. Spreads of a factor of three between sources are normal, so a comparison means
/// something only between designs that were counted with the same table.
/// </summary>
public sealed record TechnologyNode
{
    private const string HorowitzSource =
        "Horowitz, Computing's energy problem, ISSCC 2014, figure 1.1.9 (45 nm, 0.9 V): int8 multiply 0.2 pJ, int32 add 0.1 pJ, "
        + "64-bit read of a cache of 8 KiB 10 pJ, 32 KiB 20 pJ, 1 MiB 100 pJ, DRAM 1300 to 2600 pJ (the lower end is used); "
        + "int4 and int2 multiplies scaled with the product of operand widths; register 0.03 pJ/B as given to Timeloop and ZigZag; "
        + "gate equivalent: NAND2_X1 of the Nangate 45 nm open cell library, 0.798 um2; SRAM bit: 0.346 um2 (Intel 45 nm) at 70% array efficiency";

    /// <summary>The default: 45 nm, 0.9 V.</summary>
    public static TechnologyNode Horowitz45 { get; } = new()
    {
        Name = "horowitz45",
        Source = HorowitzSource,
        // Multiply 0.2 + add into a 32-bit accumulator 0.1.
        MacInt8Picojoules = 0.3,
        // An array multiplier switches as many cells as the product of its widths: 0.2 * (8*4)/(8*8) = 0.1, plus the same add.
        MacInt8Int4Picojoules = 0.2,
        // 0.2 * (8*2)/(8*8) = 0.05, plus the same add.
        MacInt8Int2Picojoules = 0.15,
        AddInt32Picojoules = 0.1,
        RegisterPicojoulesPerByte = 0.03,
        // 1300 pJ for 8 bytes.
        DramPicojoulesPerByte = 162.5,
        // 10, 20 and 100 pJ for 8 bytes.
        SramTable = [new(8, 1.25), new(32, 2.5), new(1024, 12.5)],
        SquareMicrometresPerGateEquivalent = 0.798,
        // 0.346 um2 / 0.7 / 0.798 um2 = 0.62.
        GateEquivalentsPerSramBit = 0.62,
    };

    /// <summary>Nodes that a spec can name.</summary>
    public static IReadOnlyList<TechnologyNode> Known { get; } = [Horowitz45];

    public required string Name { get; init; }

    /// <summary>Where every number comes from.</summary>
    public required string Source { get; init; }

    /// <summary>One int8 x int8 multiply and its add into an int32 accumulator.</summary>
    public required double MacInt8Picojoules { get; init; }

    /// <summary>One int8 x int4 multiply and its add.</summary>
    public required double MacInt8Int4Picojoules { get; init; }

    /// <summary>One int8 x int2 multiply and its add.</summary>
    public required double MacInt8Int2Picojoules { get; init; }

    public required double AddInt32Picojoules { get; init; }

    /// <summary>One byte read from or written to a register inside a processing element.</summary>
    public required double RegisterPicojoulesPerByte { get; init; }

    public required double DramPicojoulesPerByte { get; init; }

    /// <summary>At least one point, sizes strictly ascending.</summary>
    public required IReadOnlyList<SramEnergyPoint> SramTable { get; init => field = new ValueList<SramEnergyPoint>(value); }

    /// <summary>Layout area of one gate equivalent (a two-input NAND).</summary>
    public required double SquareMicrometresPerGateEquivalent { get; init; }

    /// <summary>Area of one bit of an SRAM macro, periphery included, in gate equivalents.</summary>
    public required double GateEquivalentsPerSramBit { get; init; }

    /// <summary>Energy of one multiply-accumulate with int8 activations.</summary>
    /// <param name="weightBits">8, 4 or 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another width.</exception>
    public double MacPicojoules(int weightBits) => weightBits switch
    {
        8 => MacInt8Picojoules,
        4 => MacInt8Int4Picojoules,
        2 => MacInt8Int2Picojoules,
        _ => throw new ArgumentOutOfRangeException(nameof(weightBits), weightBits, "Weights are 8, 4 or 2 bits wide."),
    };

    /// <summary>
    /// Energy of one byte read from or written to an SRAM macro. Between two points of the table energy follows a power law of the size
    /// (a straight line in log-log: bit and word lines grow with the square root of the bits); outside the table the nearest segment goes on.
    /// Never below a register.
    /// </summary>
    /// <param name="kib">Size of the macro in KiB, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size that is not positive and finite.</exception>
    public double SramPicojoulesPerByte(double kib)
    {
        if (!(kib > 0) || !double.IsFinite(kib)) throw new ArgumentOutOfRangeException(nameof(kib), kib, "A macro has a positive size.");
        var table = SramTable;
        if (table.Count == 1) return Math.Max(RegisterPicojoulesPerByte, table[0].PicojoulesPerByte);
        var upper = 1;
        while (upper < table.Count - 1 && kib > table[upper].Kib) upper++;
        SramEnergyPoint a = table[upper - 1], b = table[upper];
        // At a point of the table the table itself is the answer, free of rounding.
        if (kib == a.Kib || kib == b.Kib) return Math.Max(RegisterPicojoulesPerByte, kib == a.Kib ? a.PicojoulesPerByte : b.PicojoulesPerByte);
        var exponent = Math.Log(b.PicojoulesPerByte / a.PicojoulesPerByte) / Math.Log(b.Kib / a.Kib);
        return Math.Max(RegisterPicojoulesPerByte, a.PicojoulesPerByte * Math.Pow(kib / a.Kib, exponent));
    }
}
