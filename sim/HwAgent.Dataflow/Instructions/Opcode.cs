namespace HwAgent.Dataflow.Instructions;

/// <summary>Operation of an instruction; see hw-templates/ISA.md.</summary>
public enum Opcode
{
    Load = 1,
    Store = 2,
    Matmul = 3,
    Halt = 15,
}
