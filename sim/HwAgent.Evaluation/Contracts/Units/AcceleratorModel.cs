using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>
/// Golden model of hwa_accelerator, cycle by cycle: the models of its engines, the queues in front of them and the tokens between
/// them. It holds no data: what a STORE writes is what the memory holds after the program, by <see cref="Core.Numerics.GoldenGemm"/>.
/// </summary>
/// <param name="p">The hardware.</param>
/// <param name="result">The beat at an address after the program.</param>
internal sealed class AcceleratorModel(AcceleratorParameters p, Func<uint, BigInteger> result)
{
    private const int Output = (int)LoadKind.Residual;

    private readonly DmaModel _memory = new(p);
    private readonly ControllerModel _controller = new(p);
    private readonly Queue<Instruction> _memoryQueue = [], _arrayQueue = [];
    private readonly int[] _free = [2, 2, 2, 2, 1];
    private readonly int[] _full = new int[5];
    private readonly Queue<(long Cycle, Instruction Instruction)> _finishing = [];
    private BigInteger _storeData;
    private int _outputFull;
    private bool _done;
    private long _now;

    /// <summary>Outputs for the inputs of a cycle, and on to the next.</summary>
    public AcceleratorOutputs Cycle(in AcceleratorInputs inputs)
    {
        var memory = _memory.Cycle(new DmaInputs
        {
            Instruction = Head(_memoryQueue), Free = Available(_free), OutputFull = _outputFull > 0,
            RequestReady = inputs.RequestReady, ReadValid = inputs.ReadValid, WriteReady = inputs.WriteReady, StoreData = _storeData,
        });
        var full = Available(_full);
        var array = _controller.Cycle(new ControllerInputs(Head(_arrayQueue), full & 7 | full >> 1 & 8, _free[Output] > 0, _full[Output] > 0));
        var takes = inputs.Instruction is { } offered && !_done && offered.Opcode switch
        {
            Opcode.Load or Opcode.Store => _memoryQueue.Count < AcceleratorParameters.QueueDepth,
            Opcode.Matmul => _arrayQueue.Count < AcceleratorParameters.QueueDepth,
            _ => _memoryQueue.Count == 0 && _arrayQueue.Count == 0 && memory.IsIdle && array.Running is null,
        };
        var outputs = new AcceleratorOutputs(takes, memory, _done, array.Walk.Steps);
        if (memory.Starts) _memoryQueue.Dequeue();
        if (array.Starts) _arrayQueue.Dequeue();
        if (takes) Take(inputs.Instruction!.Value);
        MoveTokens(memory, array);
        if (array is { Running: { } running, Walk.Leaves: { } tile } && tile.IsFinal && tile.IsLast && running.Flags.HasFlag(MatmulOptions.Last))
            _finishing.Enqueue((_now + ControlWords.Of(p, tile, ControllerModel.Options(running, tile)).Max(static word => word.Delay) + p.Columns + 6, running));
        _storeData = memory.Stored is { } stored ? result(stored.Address) : default;
        _now++;
        return outputs;
    }

    private static Instruction? Head(Queue<Instruction> queue) => queue.TryPeek(out var head) ? head : null;

    private static int Available(int[] tokens) => tokens.Select(static (count, kind) => count > 0 ? 1 << kind : 0).Sum();

    private void Take(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Load or Opcode.Store: _memoryQueue.Enqueue(instruction); break;
            case Opcode.Matmul: _arrayQueue.Enqueue(instruction); break;
            case Opcode.Halt: _done = true; break;
        }
    }

    /// <summary>What is given in a cycle can be taken in the next.</summary>
    private void MoveTokens(in DmaOutputs memory, in ControllerOutputs array)
    {
        for (var kind = 0; kind < 5; kind++)
        {
            _free[kind] -= memory.TakeFree >> kind & 1;
            _full[kind] += memory.GiveFull >> kind & 1;
        }

        for (var kind = 0; kind < 3; kind++) _full[kind] -= array.TakeFull >> kind & 1;
        _full[(int)LoadKind.Table] -= array.TakeFull >> 3 & 1;
        _free[(int)LoadKind.Activation] += array.GiveFree & 1;
        _free[(int)LoadKind.Weight] += array.GiveFree >> 1;
        if (array.TakeOutputFree) _free[Output]--;
        if (array.TakeResidual) _full[Output]--;
        if (memory.GiveOutputFree) _free[Output]++;
        if (memory.TakeOutputFull) _outputFull--;
        if (!_finishing.TryPeek(out var next) || next.Cycle != _now) return;
        var flags = _finishing.Dequeue().Instruction.Flags;
        _outputFull++;
        if (flags.HasFlag(MatmulOptions.ReleaseParameter)) _free[(int)LoadKind.Parameter]++;
        if (flags.HasFlag(MatmulOptions.ReleaseTable)) _free[(int)LoadKind.Table]++;
    }
}
