using HwAgent.Dataflow.Hardware;
using HwAgent.Evaluation.Contracts.Units;

namespace HwAgent.Evaluation.Contracts;

/// <summary>The contracts of the units of hw-templates.</summary>
public static class UnitContracts
{
    private static readonly (string Module, Func<AcceleratorParameters, bool> Exists, Func<AcceleratorParameters, UnitContract> Create)[] Known =
    [
        ("hwa_ram", static _ => true, RamContract.Create),
        ("hwa_fifo", static _ => true, FifoContract.Create),
        ("hwa_credit", static _ => true, CreditContract.Create),
        ("hwa_skew", static _ => true, SkewContract.Create),
        ("hwa_multiplier", static _ => true, MultiplierContract.Create),
        ("hwa_pe_os", static p => p.IsOutputStationary, PeOsContract.Create),
        ("hwa_pe_ws", static p => !p.IsOutputStationary, PeWsContract.Create),
        ("hwa_requantiser", static _ => true, RequantiserContract.Create),
        ("hwa_activation_table", static p => p.HasTable, ActivationTableContract.Create),
        ("hwa_pe_array", static _ => true, PeArrayContract.Create),
        ("hwa_lane", static _ => true, LaneContract.Create),
        ("hwa_activation_buffer", static _ => true, ActivationBufferContract.Create),
        ("hwa_weight_buffer", static _ => true, WeightBufferContract.Create),
        ("hwa_dma", static _ => true, DmaContract.Create),
        ("hwa_walk_os", static p => p.IsOutputStationary, WalkContract.Create),
        ("hwa_walk_ws", static p => !p.IsOutputStationary, WalkContract.Create),
        ("hwa_row_control", static _ => true, RowControlContract.Create),
        ("hwa_controller", static _ => true, ControllerContract.Create),
        ("hwa_sequencer", static _ => true, SequencerContract.Create),
        ("hwa_lanes", static _ => true, LanesContract.Create),
        ("hwa_accelerator", static _ => true, AcceleratorContract.Create),
    ];

    /// <summary>Modules that have a contract, whatever the parameters: every unit of hw-templates.</summary>
    public static IReadOnlyList<string> Modules { get; } = [.. Known.Select(static known => known.Module)];

    /// <summary>The contract of a unit in an accelerator; null when that accelerator has no such unit.</summary>
    public static UnitContract? Find(string module, AcceleratorParameters parameters)
    {
        var known = Known.FirstOrDefault(known => known.Module == module);
        return known.Create is not null && known.Exists(parameters) ? known.Create(parameters) : null;
    }

    /// <summary>Every contract that an accelerator's units have.</summary>
    public static IReadOnlyList<UnitContract> All(AcceleratorParameters parameters) =>
        [.. Known.Where(known => known.Exists(parameters)).Select(known => known.Create(parameters))];
}
