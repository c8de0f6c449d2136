namespace HwAgent.Dataflow.Fusion;

/// <summary>What a group executes and moves under one option, but for what its products' mappings decide.</summary>
internal sealed class GroupPlan
{
    public List<ProductExecution> Executions { get; } = [];

    public List<BarrierWork> Barriers { get; } = [];

    /// <summary>Operations of the vector unit, barriers included.</summary>
    public long VectorElements { get; set; }

    /// <summary>Off-chip traffic beside that of the products.</summary>
    public TrafficBits Traffic { get; private set; }

    /// <summary>The same, one tensor after the other.</summary>
    public List<DramStream> Streams { get; } = [];

    /// <summary>Bits read from the shared buffer beside what the products read.</summary>
    public long BufferReadBits { get; set; }

    /// <summary>Bits written to the shared buffer beside what the products write.</summary>
    public long BufferWrittenBits { get; set; }

    /// <summary>Most that the group's tensors take of the shared buffer.</summary>
    public long ReservedBits { get; set; }

    /// <summary>Reads from the off-chip memory.</summary>
    public void Read(TrafficKind kind, long bits, int width, long pieces)
    {
        Traffic += TrafficBits.Read(kind, bits);
        Streams.Add(new DramStream(bits, width, pieces, IsWritten: false));
    }

    /// <summary>Writes to the off-chip memory.</summary>
    public void Write(TrafficKind kind, long bits, int width, long pieces)
    {
        Traffic += TrafficBits.Written(kind, bits);
        Streams.Add(new DramStream(bits, width, pieces, IsWritten: true));
    }
}
