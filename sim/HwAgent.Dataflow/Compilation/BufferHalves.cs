namespace HwAgent.Dataflow.Compilation;

/// <summary>Which half of each double buffer is used next; carried from one product of a program to the next.</summary>
public struct BufferHalves
{
    public int Activation { get; set; }

    public int Weight { get; set; }

    public int Parameter { get; set; }

    public int Output { get; set; }
}
