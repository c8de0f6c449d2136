using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>
/// What fusion needs to know of an architecture: the buffer that all instances share, where tensors stay between operators, and the hardware that a
/// product sees when some of its operands stay there.
/// </summary>
internal sealed class FusionHardware
{
    private static readonly IReadOnlyList<string> Dimensions = ["H", "M", "N", "K"];

    /// <summary>Sizes of all axes, and the dimensions that may go over them; null: any.</summary>
    private readonly List<(int Size, IReadOnlyList<string>? Allowed)> _axes = [];

    /// <param name="architecture">The whole of it.</param>
    /// <param name="banks">Its off-chip memory as a DRAM of rows and bursts; null: bandwidth alone counts.</param>
    public FusionHardware(Architecture architecture, DramBanks? banks = null)
    {
        (Architecture, Banks) = (architecture, banks);
        Buffer = Enumerable.Range(1, Math.Max(0, architecture.Levels.Count - 1)).FirstOrDefault(l => architecture.Levels[l].SizeBits is not null && architecture.Instances(l) == 1, -1);
        BufferBits = Buffer < 0 ? 0 : architecture.Levels[Buffer].SizeBits!.Value;
        Multipliers = architecture.Multipliers;
        foreach (var level in architecture.Levels)
        {
            var constraint = architecture.Constraints.Levels.FirstOrDefault(c => c.Level == level.Name);
            foreach (var axis in level.Fanout) _axes.Add((axis.Size, constraint?.AxisDimensions.GetValueOrDefault(axis.Name)));
        }

        OnChipBits = 0;
        for (var l = 1; l < architecture.Levels.Count && OnChipBits is not null; l++)
            OnChipBits = architecture.Levels[l].SizeBits is { } size ? OnChipBits + (size * architecture.Instances(l)) : null;
    }

    public Architecture Architecture { get; }

    /// <summary>The outermost bounded level of which there is one instance; -1: there is none, and nothing can stay on the chip.</summary>
    public int Buffer { get; }

    /// <summary>Size of the shared buffer.</summary>
    public long BufferBits { get; }

    /// <summary>Multipliers in all.</summary>
    public long Multipliers { get; }

    /// <summary>Bits of all memories on the chip; null: one has no bound.</summary>
    public long? OnChipBits { get; }

    public MemoryLevel Dram => Architecture.Levels[0];

    /// <summary>Rows and bursts of the off-chip memory; null: bandwidth alone counts.</summary>
    public DramBanks? Banks { get; }

    public VectorUnit? Vector => Architecture.Vector;

    /// <summary>Energy of reads and writes of the shared buffer, in picojoules.</summary>
    public double BufferPicojoules(long readBits, long writtenBits) =>
        Buffer < 0 ? 0 : (readBits * Architecture.Levels[Buffer].ReadPicojoulesPerBit) + (writtenBits * Architecture.Levels[Buffer].WritePicojoulesPerBit);

    /// <summary>Energy of reads and writes of the outermost level, in picojoules.</summary>
    public double DramPicojoules(long readBits, long writtenBits) => (readBits * Dram.ReadPicojoulesPerBit) + (writtenBits * Dram.WritePicojoulesPerBit);

    /// <summary>Energy of the outermost level for traffic, which rows and bursts say where they count, in so many cycles.</summary>
    public double MemoryPicojoules(in TrafficBits traffic, in DramWork work, long cycles) =>
        Banks is null ? DramPicojoules(traffic.Reads, traffic.Writes) : work.Picojoules + Banks.BackgroundPicojoules(cycles);

    /// <summary>Cycles that the outermost level needs for traffic: its ports, its data bus and the opening of its rows work at the same time.</summary>
    public long MemoryCycles(in TrafficBits traffic, in DramWork work)
    {
        var ports = DramCycles(traffic.Reads, traffic.Writes);
        return Banks is null ? ports : Math.Max(ports, Banks.Cycles(work));
    }

    /// <summary>Cycles to the first data.</summary>
    public long FirstAccessCycles => Math.Max(Dram.LatencyCycles, Banks?.FirstAccessCycles ?? 0);

    /// <summary>Cycles that the ports of the outermost level need for so many bits.</summary>
    public long DramCycles(long readBits, long writtenBits)
    {
        var most = 0L;
        foreach (var port in Dram.Ports)
        {
            var bits = ((port.Serves & MemoryPort.Reads) != 0 ? readBits : 0) + ((port.Serves & MemoryPort.Writes) != 0 ? writtenBits : 0);
            most = Math.Max(most, (long)Math.Ceiling(bits / port.BitsPerCycle));
        }

        return most;
    }

    /// <summary>Cycles of the vector unit; it is as fast as need be where none is described.</summary>
    public long VectorCycles(long elements) => Vector is { } unit ? (elements + unit.Lanes - 1) / unit.Lanes : 0;

    public double VectorPicojoules(long elements) => Vector is { } unit ? elements * unit.PicojoulesPerElement : 0;

    /// <summary>Steps that the array needs at least when each dimension goes over all the axes that constraints let it: no dimension is shorter than one step.</summary>
    public long LeastSteps(TensorProblem problem)
    {
        var steps = 1L;
        for (var d = 0; d < problem.Dimensions.Count; d++)
        {
            var (name, size) = (problem.Dimensions[d].Name, problem.Dimensions[d].Size);
            var parallel = 1L;
            foreach (var (axis, allowed) in _axes) if (allowed is null || allowed.Contains(name)) parallel *= axis;
            steps *= (size + parallel - 1) / parallel;
        }

        return steps;
    }

    /// <summary>
    /// The architecture of a product whose resident operands have their home in the shared buffer, of which <paramref name="reservedBits"/> are taken. A level
    /// above the off-chip memory stands for that home: it holds no loops, it has the buffer's energies and ports for the resident operands, and these pass by
    /// the off-chip memory. Resident inputs are read where they lie; resident outputs are summed up in the buffer and laid down once they are final, so that
    /// no off-chip loop may cut the sums.
    /// </summary>
    public Architecture For(OperandSet resident, long reservedBits)
    {
        var levels = new List<MemoryLevel>(Architecture.Levels);
        if (reservedBits > 0) levels[Buffer] = levels[Buffer] with { SizeBits = BufferBits - reservedBits };
        if (resident == OperandSet.None) return Architecture with { Levels = levels };
        var buffer = Architecture.Levels[Buffer];
        for (var l = 0; l <= Buffer; l++)
        {
            var passing = l == Buffer ? resident & ~OperandSet.Output : resident;
            levels[l] = levels[l] with { MayKeep = levels[l].MayKeep & ~passing, MustKeep = levels[l].MustKeep & ~passing };
        }

        levels[0] = levels[0] with { Buffers = 1, Ports = [.. levels[0].Ports.Select(p => p with { Serves = p.Serves & ~AboveBits })] };
        levels.Insert(0, new MemoryLevel(TilingHardware.ResidentLevel, MemoryKind.Sram)
        {
            WordBits = buffer.WordBits,
            Buffers = 1,
            Ports = [.. buffer.Ports.Select(p => p with { Serves = p.Serves & BitsOf(resident) & ~AboveBits }).Where(p => p.Serves != 0)],
            ReadPicojoulesPerBit = buffer.ReadPicojoulesPerBit,
            WritePicojoulesPerBit = buffer.WritePicojoulesPerBit,
            EnergySource = buffer.EnergySource,
        });
        return Architecture with { Name = Architecture.Name + " " + TilingHardware.ResidentLevel, Levels = levels, Constraints = Constrain(resident) };
    }

    private static int AboveBits
    {
        get
        {
            var bits = 0;
            foreach (var operand in Enum.GetValues<Operand>()) bits |= MemoryPort.Bit(operand, Transfer.WriteFromAbove) | MemoryPort.Bit(operand, Transfer.ReadToAbove);
            return bits;
        }
    }

    private static int BitsOf(OperandSet operands) => Enum.GetValues<Operand>().Where(o => operands.Has(o)).Aggregate(0, (bits, o) => bits | (0xF << (4 * (int)o)));

    private MappingConstraints Constrain(OperandSet resident)
    {
        var constraints = new List<LevelConstraint> { new(TilingHardware.ResidentLevel) { TemporalFactors = Dimensions.ToDictionary(d => d, _ => 1L) } };
        constraints.AddRange(Architecture.Constraints.Levels);
        if (!resident.Has(Operand.Output)) return new MappingConstraints(constraints);
        // Every level outside of the buffer would hand half-made sums to the place of finished ones.
        for (var l = 0; l < Buffer; l++)
        {
            var name = Architecture.Levels[l].Name;
            var place = constraints.FindIndex(c => c.Level == name);
            var old = place < 0 ? new LevelConstraint(name) : constraints[place];
            var whole = old with { TemporalFactors = new Dictionary<string, long>(old.TemporalFactors) { ["K"] = 1 } };
            if (place < 0) constraints.Add(whole);
            else constraints[place] = whole;
        }

        return new MappingConstraints(constraints);
    }
}
