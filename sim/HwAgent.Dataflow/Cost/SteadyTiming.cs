using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Dataflow.Cost;

/// <summary>
/// A <see cref="TimingModel"/> that leaves out rounds of the walk whose effect is known: once its state is that of an earlier round, later by a
/// number of cycles, all rounds between repeat. The same cycles to the last one as the whole walk, in the time of some thousand instructions
/// instead of millions.
/// </summary>
internal struct SteadyTiming(AcceleratorParameters hardware, MemoryTiming memory) : IInstructionSink
{
    private TimingModel _timing = new(hardware, memory);
    private RoundMemory _depth, _inner, _outer;

    public readonly TimingModel Timing => _timing;

    public void Add(in Instruction instruction) => _timing.Add(instruction);

    public long Skip(WalkLoop loop, long done, long left) => loop switch
    {
        WalkLoop.Depth => _depth.Skip(ref _timing, done, left),
        WalkLoop.Inner => _inner.Skip(ref _timing, done, left),
        _ => _outer.Skip(ref _timing, done, left),
    };
}
