namespace HwAgent.Dataflow.Hardware;

/// <summary>
/// Gate equivalents of one unit of each <see cref="AreaFeature"/>.
/// Obtained by synthesising 22 configurations (both dataflows, 4 x 4 to 32 x 16, 8 to 2 bit weights, both buses, with and without table and
/// residual) with Yosys 0.23 as HwAgent.Toolchain does it, hierarchy kept, memories of 1024 bits and more as macros, gates weighted with
/// the Nangate 45 nm cell areas; then least squares of the relative error with non-negative coefficients, unit by unit.
/// The total is within 0.22 % of synthesis for these and within 0.35 % for those held out (AreaModelTests).
/// </summary>
public static class AreaCoefficients
{
    /// <summary>By <see cref="AreaFeature.Key"/>.</summary>
    public static IReadOnlyDictionary<string, double> GateEquivalents { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["pe_array.os_element_8"] = 1592.376,
        ["pe_array.os_element_4"] = 1242.359,
        ["pe_array.os_element_2"] = 1096.915,
        ["pe_array.os_row"] = 20.822,
        ["pe_array.ws_element_8"] = 698.519,
        ["pe_array.ws_element_4"] = 307.685,
        ["pe_array.ws_element_2"] = 149.006,
        ["pe_array.ws_sum_bit"] = 14.295,
        ["pe_array.ws_row"] = 18.269,
        ["skew.bit"] = 5.667,
        ["lane.lane"] = 7113.378,
        ["lane.sum_bit"] = 3.769,
        ["lane.control_bit"] = 14.717,
        ["lane.output_address_bit"] = 34,
        ["lane.table"] = 50.348,
        ["lane.table_byte"] = 18.064,
        ["lane.residual"] = 659.14,
        ["lane.register_file_bit"] = 10.789,
        ["activation_buffer.select_bit"] = 2.253,
        ["activation_buffer.bank"] = 1.669,
        ["activation_buffer.register_file_bit"] = 10.789,
        ["weight_buffer.select_bit"] = 2.409,
        ["weight_buffer.format_bit"] = 1.71,
        ["weight_buffer.bank"] = 1.69,
        ["weight_buffer.register_file_bit"] = 10.789,
        ["dma.fixed"] = 5070.528,
        ["dma.bus_bit"] = 38.899,
        ["dma.os"] = 140.953,
        ["controller.fixed"] = 2181.303,
        ["controller.os"] = 350.488,
        ["controller.row"] = 0.969,
        ["controller.address_bit"] = 75.643,
        ["sequencer.fixed"] = 263.33,
        ["credit.fixed"] = 282.33,
        ["accelerator.fixed"] = 158,
        ["accelerator.store_bit"] = 2.587,
    };
}
