using HwAgent.Dataflow.Instructions;

namespace HwAgent.Dataflow.Compilation;

/// <summary>Takes the instruction stream in order: a list (the program) or a timing model. Implemented by structs so that the walk is specialised for each.</summary>
public interface IInstructionSink
{
    void Add(in Instruction instruction);

    /// <summary>
    /// Asked between two rounds of a loop whose rounds are all the same instructions, addresses and halves apart. Returns how many of the rounds
    /// ahead the walk shall leave out, because the sink knows their effect: 0 to <paramref name="left"/>.
    /// </summary>
    /// <param name="loop">The loop. Rounds of a loop within it may come in between.</param>
    /// <param name="kind">Rounds of one loop and one kind are the same instructions wherever the walk is.</param>
    /// <param name="done">Rounds behind, those left out included; 0 where a sequence of rounds begins.</param>
    /// <param name="left">Rounds ahead, at least 1.</param>
    long Skip(WalkLoop loop, int kind, long done, long left);
}
