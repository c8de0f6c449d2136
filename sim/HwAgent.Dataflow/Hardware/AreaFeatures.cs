namespace HwAgent.Dataflow.Hardware;

/// <summary>
/// What the area of each unit is made of: counts that can be read off the RTL. The gate equivalents of each are in
/// <see cref="AreaCoefficients"/>.
/// </summary>
public static class AreaFeatures
{
    /// <summary>A memory of fewer bits becomes flip-flops (SynthesisOptions.MemoryThresholdBits).</summary>
    private const int SmallestMacroBits = 1024;

    private static readonly int[] Widths = [8, 4, 2];

    /// <summary>All features; those of one unit stand together.</summary>
    public static IReadOnlyList<AreaFeature> All { get; } =
    [
        // Elements: one multiplier and one pair of operand registers a weight width; the sum of an output-stationary element has 32
        // bits whatever the weight, that of a weight-stationary one, its adder and register, grows with the rows. A row adds its markers.
        new("pe_array", "os_element_8", p => p.IsOutputStationary && p.MaxWeightBits == 8 ? p.PeakMacs : 0),
        new("pe_array", "os_element_4", p => p.IsOutputStationary && p.MaxWeightBits == 4 ? p.PeakMacs : 0),
        new("pe_array", "os_element_2", p => p.IsOutputStationary && p.MaxWeightBits == 2 ? p.PeakMacs : 0),
        new("pe_array", "os_row", p => p.IsOutputStationary ? p.Rows : 0),
        new("pe_array", "ws_element_8", p => !p.IsOutputStationary && p.MaxWeightBits == 8 ? p.PeakMacs : 0),
        new("pe_array", "ws_element_4", p => !p.IsOutputStationary && p.MaxWeightBits == 4 ? p.PeakMacs : 0),
        new("pe_array", "ws_element_2", p => !p.IsOutputStationary && p.MaxWeightBits == 2 ? p.PeakMacs : 0),
        new("pe_array", "ws_sum_bit", p => p.IsOutputStationary ? 0 : (double)p.PeakMacs * p.SumBits),
        new("pe_array", "ws_row", p => p.IsOutputStationary ? 0 : p.Rows),

        // Two triangles of registers.
        new("skew", "bit", p => 8.0 * p.Rows * (p.Rows + 1) / 2 + (double)p.MaxWeightBits * p.Columns * (p.Columns + 1) / 2),

        // One a column: requantiser and pipeline; widths of sums, addresses and options; memories too small to be macros.
        new("lane", "lane", p => p.Columns),
        new("lane", "sum_bit", p => (double)p.Columns * p.SumBits),
        new("lane", "control_bit", p => (double)p.Columns * (RowWidth(p) + Log2(2 * p.ParameterTiles))),
        new("lane", "output_address_bit", p => (double)p.Columns * Log2(p.OutputRows)),
        new("lane", "table", p => p.HasTable ? p.Columns : 0),
        new("lane", "table_byte", p => p.HasTable ? (double)p.Columns * p.BusBytes : 0),
        new("lane", "residual", p => p.HasResidual ? p.Columns : 0),
        new("lane", "register_file_bit", p => (double)p.Columns * (Small(32, p.AccumulatorRows) + 2 * Small(p.OutBits, p.OutputRows) + Small(64, 2 * p.ParameterTiles))),

        // Selection of the bytes of a word.
        new("activation_buffer", "select_bit", p => p.Rows * 8.0 * (p.ActivationPicks - 1)),
        new("activation_buffer", "bank", p => p.ActivationBanks),
        new("activation_buffer", "register_file_bit", p => (double)p.ActivationBanks * Small(p.BusBits, 2 * p.ActivationWords)),
        new("weight_buffer", "select_bit", p => WeightFormats(p).Sum(bits => (double)p.Columns * bits * (p.StepsPerWord(bits) - 1))),
        new("weight_buffer", "format_bit", p => (double)p.Columns * p.MaxWeightBits * (WeightFormats(p).Count() - 1)),
        new("weight_buffer", "bank", p => p.WeightWordBeats),
        new("weight_buffer", "register_file_bit", p => (double)p.WeightWordBeats * Small(p.BusBits, 2 * p.WeightWords)),

        new("dma", "fixed", _ => 1),
        new("dma", "bus_bit", p => p.BusBits),
        new("dma", "os", p => p.IsOutputStationary ? 1 : 0),

        new("controller", "fixed", _ => 1),
        new("controller", "os", p => p.IsOutputStationary ? 1 : 0),
        new("controller", "row", p => p.Rows),
        new("controller", "address_bit", p => Log2(2 * p.ActivationWords) + Log2(2 * p.WeightWords) + RowWidth(p) + Log2(2 * p.ParameterTiles)),

        new("sequencer", "fixed", _ => 1),
        new("credit", "fixed", _ => 1),

        // Selection of the beat of an output row.
        new("accelerator", "fixed", _ => 1),
        new("accelerator", "store_bit", p => p.BusBits * (p.NarrowTileBeats - 1) + (p.HasResidual ? Math.Min(p.BusBits * p.WideTileBeats, 16 * p.Columns) : 0)),
    ];

    private static IEnumerable<int> WeightFormats(AcceleratorParameters p) => Widths.Where(bits => bits <= p.MaxWeightBits && bits >= p.MinWeightBits);

    private static int RowWidth(AcceleratorParameters p) => Log2(Math.Max(p.AccumulatorRows, p.OutputRows));

    private static int Small(int width, int words) => width * words < SmallestMacroBits ? width * words : 0;

    private static int Log2(int value) => AcceleratorParameters.Log2Ceiling(value);
}
