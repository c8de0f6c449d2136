using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Dataflow.Cost;

/// <summary>
/// A <see cref="TimingModel"/> that leaves out rounds of the walk whose effect is known: once its state is that of an earlier round, later by a
/// number of cycles, what follows repeats. The same cycles to the last one as the whole walk, in the time of some thousand instructions
/// instead of millions.
/// </summary>
internal struct SteadyTiming(AcceleratorParameters hardware, MemoryTiming memory) : IInstructionSink
{
    private const int Kinds = 4;

    private readonly RoundMemory?[] _memories = new RoundMemory?[3 * Kinds];
    private TimingModel _timing = new(hardware, memory);

    public readonly TimingModel Timing => _timing;

    public void Add(in Instruction instruction) => _timing.Add(instruction);

    public long Skip(WalkLoop loop, int kind, long done, long left) => (_memories[(int)loop * Kinds + kind] ??= new RoundMemory()).Skip(ref _timing, done, left);
}
