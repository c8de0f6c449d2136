namespace HwAgent.Dataflow.Hardware;

/// <summary>
/// Gate equivalents of one unit of each <see cref="AreaFeature"/>.
/// Obtained by synthesising 22 configurations (both dataflows, 4 x 4 to 32 x 16, 8 to 2 bit weights, both buses, with and without table and
/// residual) with Yosys 0.23 as HwAgent.Toolchain does it, hierarchy kept, memories of 1024 bits and more as macros, gates weighted with
/// the Nangate 45 nm cell areas; then least squares of the relative error with non-negative coefficients, unit by unit.
/// </summary>
public static class AreaCoefficients
{
    /// <summary>By <see cref="AreaFeature.Key"/>.</summary>
    public static IReadOnlyDictionary<string, double> GateEquivalents { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["pe_array.os_element_8"] = 2074.376,
        ["pe_array.os_element_4"] = 1577.026,
        ["pe_array.os_element_2"] = 1169.582,
        ["pe_array.os_row"] = 20.82,
        ["pe_array.ws_element_8"] = 257.04,
        ["pe_array.ws_element_4"] = 278.137,
        ["pe_array.ws_element_2"] = 183.834,
        ["pe_array.ws_product_bit"] = 5.66,
        ["pe_array.ws_row"] = 13.838,
        ["skew.bit"] = 5.667,
        ["lane.lane"] = 7257.598,
        ["lane.sum_bit"] = 3.772,
        ["lane.control_bit"] = 14.717,
        ["lane.output_address_bit"] = 34.006,
        ["lane.table"] = 50.236,
        ["lane.table_byte"] = 18.07,
        ["lane.residual"] = 637.475,
        ["lane.register_file_bit"] = 10.79,
        ["activation_buffer.select_bit"] = 2.253,
        ["activation_buffer.bank"] = 1.667,
        ["activation_buffer.register_file_bit"] = 10.79,
        ["weight_buffer.select_bit"] = 2.431,
        ["weight_buffer.format_bit"] = 1.844,
        ["weight_buffer.bank"] = 1.688,
        ["weight_buffer.register_file_bit"] = 10.79,
        ["dma.fixed"] = 5067.948,
        ["dma.bus_bit"] = 38.961,
        ["dma.os"] = 139.853,
        ["controller.fixed"] = 2378.775,
        ["controller.os"] = 316.892,
        ["controller.row"] = 1.836,
        ["controller.address_bit"] = 69.09,
        ["sequencer.fixed"] = 263.333,
        ["credit.fixed"] = 282.333,
        ["accelerator.fixed"] = 157.999,
        ["accelerator.store_bit"] = 2.587,
    };
}
