using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Golden model of hwa_controller, cycle by cycle: tokens by the rules of ISA.md around the walk of <see cref="WalkModel"/>.</summary>
internal sealed class ControllerModel(AcceleratorParameters p)
{
    private readonly Queue<WalkCycle> _walk = [];
    private Instruction _running;

    /// <summary>Outputs for the inputs of a cycle, and on to the next.</summary>
    public ControllerOutputs Cycle(in ControllerInputs inputs)
    {
        if (_walk.TryDequeue(out var cycle))
        {
            return new ControllerOutputs
            {
                Running = _running,
                Walk = cycle,
                GiveFree = cycle.Finishes ? Bit(_running, MatmulOptions.ReleaseWeight) << 1 | Bit(_running, MatmulOptions.ReleaseActivation) : 0,
            };
        }

        if (inputs.Instruction is not { } i) return default;
        var waits = Bit(i, MatmulOptions.WaitTable) << 3 | Bit(i, MatmulOptions.WaitParameter) << 2 | Bit(i, MatmulOptions.WaitWeight) << 1 | Bit(i, MatmulOptions.WaitActivation);
        var isLast = i.Flags.HasFlag(MatmulOptions.Last);
        var needsResidual = isLast && i.Flags.HasFlag(MatmulOptions.Residual);
        var needsOutput = isLast && !needsResidual;
        if ((waits & inputs.Full) != waits || (needsOutput && !inputs.OutputFree) || (needsResidual && !inputs.ResidualFull)) return default;
        _running = i;
        foreach (var step in WalkModel.Of(p, i)) _walk.Enqueue(step);
        return new ControllerOutputs { Starts = true, TakeFull = waits, TakeOutputFree = needsOutput, TakeResidual = needsResidual };
    }

    public void Reset() => _walk.Clear();

    /// <summary>{release_table, release_param, first, last, out_half, activate, wide, residual} of a tile of an instruction.</summary>
    public static int Options(in Instruction i, WalkTile tile) =>
        Bit(i, MatmulOptions.ReleaseTable) << 7 | Bit(i, MatmulOptions.ReleaseParameter) << 6 | (tile.IsFirst ? Bit(i, MatmulOptions.First) << 5 : 0) | (tile.IsLast ? Bit(i, MatmulOptions.Last) << 4 : 0)
        | i.OutputHalf << 3 | Bit(i, MatmulOptions.Activate) << 2 | (i.Wide ? 2 : 0) | Bit(i, MatmulOptions.Residual);

    private static int Bit(in Instruction i, MatmulOptions option) => i.Flags.HasFlag(option) ? 1 : 0;
}
