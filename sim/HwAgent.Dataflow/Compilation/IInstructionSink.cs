using HwAgent.Dataflow.Instructions;

namespace HwAgent.Dataflow.Compilation;

/// <summary>Takes the instruction stream in order: a list (the program) or the timing model. Implemented by structs so that the walk is specialised for each.</summary>
public interface IInstructionSink
{
    void Add(in Instruction instruction);
}
