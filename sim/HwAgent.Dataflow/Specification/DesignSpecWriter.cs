using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Specification;

/// <summary>Writes the canonical YAML of a spec: fixed order, two spaces a level, LF line ends, settings that are not set left out.</summary>
internal sealed class DesignSpecWriter
{
    private readonly StringBuilder _text = new();

    public static string Write(DesignSpec spec)
    {
        var writer = new DesignSpecWriter();
        writer.Add(0, "name", YamlText.Quote(spec.Name));
        writer.AddWorkload(spec.Workload);
        writer.Open(0, "numeric");
        writer.Add(1, "activation_bits", spec.Numeric.ActivationBits);
        writer.Add(1, "weight_bits", spec.Numeric.WeightBits);
        writer.Open(0, "budget");
        writer.Add(1, "area_gate_equivalents", spec.Budget.AreaGateEquivalents);
        writer.Add(1, "on_chip_kib", spec.Budget.OnChipKib);
        writer.Add(1, "dram_bytes_per_cycle", spec.Budget.DramBytesPerCycle);
        writer.Add(1, "clock_megahertz", spec.Budget.ClockMegahertz);
        writer.Add(1, "latency_milliseconds", spec.Budget.LatencyMilliseconds);
        writer.Add(1, "energy_millijoules", spec.Budget.EnergyMillijoules);
        writer.Add(0, "objective", spec.Objective.ToString().ToLowerInvariant());
        writer.Add(0, "fpga", spec.Fpga.ToString().ToLowerInvariant());
        writer.Add(0, "designer", spec.Designer.ToString().ToLowerInvariant());
        writer.AddText(0, "model", spec.Model);
        writer.Open(0, "search");
        writer.Add(1, "candidates", spec.Search.Candidates);
        writer.Add(1, "seed", spec.Search.Seed);
        writer.Add(1, "time_minutes", spec.Search.TimeMinutes);
        writer.AddTechnology(spec.Technology);
        return writer._text.ToString();
    }

    private void AddWorkload(WorkloadSpec workload)
    {
        Open(0, "workload");
        AddText(1, "preset", workload.Preset);
        AddText(1, "config", workload.ConfigPath);
        // Bare products have no batch: the reader refuses one.
        if (workload.Gemms.Count == 0) Add(1, "batch", workload.Batch);
        Add(1, "sequence_length", workload.SequenceLength);
        Add(1, "context_length", workload.ContextLength);
        Add(1, "image_resolution", workload.ImageResolution);
        Add(1, "patch_stride", workload.PatchStride);
        AddText(1, "phase", workload.Phase);
        if (workload.Gemms.Count == 0) return;
        Open(1, "gemms");
        foreach (var gemm in workload.Gemms)
        {
            _text.Append(CultureInfo.InvariantCulture, $"    - {{name: {YamlText.Quote(gemm.Name)}, m: {gemm.M}, n: {gemm.N}, k: {gemm.K}, repeats: {gemm.Repeats}");
            if (gemm.Bias) _text.Append(", bias: true");
            if (gemm.Activation is { } activation) _text.Append(", activation: ").Append(activation);
            if (gemm.Residual) _text.Append(", residual: true");
            _text.Append("}\n");
        }
    }

    private void AddTechnology(TechnologyNode node)
    {
        if (TechnologyNode.Known.Contains(node))
        {
            Add(0, "technology", node.Name);
            return;
        }

        Open(0, "technology");
        AddText(1, "name", node.Name);
        AddText(1, "source", node.Source);
        Add(1, "mac_int8_picojoules", node.MacInt8Picojoules);
        Add(1, "mac_int8_int4_picojoules", node.MacInt8Int4Picojoules);
        Add(1, "mac_int8_int2_picojoules", node.MacInt8Int2Picojoules);
        Add(1, "add_int32_picojoules", node.AddInt32Picojoules);
        Add(1, "register_picojoules_per_byte", node.RegisterPicojoulesPerByte);
        Add(1, "dram_picojoules_per_byte", node.DramPicojoulesPerByte);
        Open(1, "sram_picojoules_per_byte");
        foreach (var point in node.SramTable)
            _text.Append(CultureInfo.InvariantCulture, $"    - {{kib: {point.Kib}, picojoules_per_byte: {point.PicojoulesPerByte}}}\n");
        Add(1, "square_micrometres_per_gate_equivalent", node.SquareMicrometresPerGateEquivalent);
        Add(1, "gate_equivalents_per_sram_bit", node.GateEquivalentsPerSramBit);
    }

    private void Open(int level, string key) => _text.Append(' ', 2 * level).Append(key).Append(":\n");

    private void AddText(int level, string key, string? value) => Add(level, key, value is null ? null : YamlText.Quote(value));

    /// <summary>Numbers in their shortest form that reads back to the same bits; null is left out.</summary>
    private void Add(int level, string key, IFormattable? value) => Add(level, key, value?.ToString(null, CultureInfo.InvariantCulture));

    private void Add(int level, string key, string? value)
    {
        if (value is not null) _text.Append(' ', 2 * level).Append(key).Append(": ").Append(value).Append('\n');
    }
}
