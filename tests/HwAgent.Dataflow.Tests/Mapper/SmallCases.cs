using CsCheck;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Mapper;

/// <summary>Random products and hardware small enough to try every mapping.</summary>
internal static class SmallCases
{
    /// <summary>Matrix products of at most 30 multiplications.</summary>
    public static Gen<TensorProblem> Problems { get; } =
        from m in Gen.Long[1, 5]
        from n in Gen.Long[1, 5]
        from k in Gen.Long[1, 5]
        where m * n * k <= 30
        from bits in Gen.OneOf(Gen.Const(2), Gen.Const(4), Gen.Const(8))
        from partial in Gen.OneOf(Gen.Const(8), Gen.Const(16))
        select TensorProblem.Gemm("product", m, n, k, bits, 4, 8, partial);

    /// <summary>Two or three levels, the inner ones small enough to make choices, with and without ports.</summary>
    public static Gen<Architecture> Architectures { get; } =
        from buffer in Level("buffer", 40, 600)
        from register in Level("register", 8, 64)
        from axis in Axis("x")
        from dram in Ports()
        from dramEnergy in Gen.Int[20, 200]
        from shape in Gen.Int[0, 3]
        let outermost = new MemoryLevel("dram", MemoryKind.Dram) { ReadPicojoulesPerBit = dramEnergy, WritePicojoulesPerBit = dramEnergy + 1, Ports = dram }
        let compute = new ComputeUnit("mac", [new MacEnergy(8, 8, 1.5)], "made up")
        let levels = shape switch
        {
            0 => (MemoryLevel[])[outermost, buffer with { Fanout = [axis] }],
            1 => [outermost with { Fanout = [axis] }, buffer],
            2 => [outermost with { Fanout = [axis] }, buffer, register],
            _ => [outermost, buffer with { Fanout = [axis] }, register],
        }
        select new Architecture("small", levels, compute);

    /// <summary>Four levels, two of which pass operands by as they like, and two axes.</summary>
    public static Gen<Architecture> DeepArchitectures { get; } =
        from buffer in Level("buffer", 60, 600)
        from pad in Level("pad", 30, 200)
        from register in Level("register", 8, 64)
        from outer in Axis("x")
        from inner in Axis("y")
        from dram in Ports()
        let outermost = new MemoryLevel("dram", MemoryKind.Dram) { ReadPicojoulesPerBit = 30, WritePicojoulesPerBit = 31, Ports = dram }
        select new Architecture("deep", [outermost, buffer with { Fanout = [outer] }, pad with { MayKeep = OperandSet.All, MustKeep = OperandSet.None, Fanout = [inner] }, register], new ComputeUnit("mac", [new MacEnergy(8, 8, 1.5)], "made up"));

    /// <summary>One level on the chip without registers, two axes, which may be alike or carry nothing to several instances, single or double buffers, a port an operand with odd bandwidths.</summary>
    public static Gen<Architecture> FlatArchitectures { get; } =
        from buffer in Level("buffer", 60, 400)
        from buffers in Gen.Int[1, 2]
        from x in Axis("x")
        from y in Axis("y")
        from isShared in Gen.Bool
        from areAlike in Gen.Bool
        from ports in PortAnOperand()
        from outer in Ports()
        from order in Gen.OneOf(Gen.Const<string[]>([]), Gen.Const<string[]>(["K"]), Gen.Const<string[]>(["N", "M"]))
        let first = isShared ? x : x with { Multicast = OperandSet.None, Reduces = false }
        let level = buffer with { MayKeep = OperandSet.All, MustKeep = OperandSet.All, Buffers = buffers, Ports = ports, Fanout = [first, areAlike ? first with { Name = "y" } : y] }
        let outermost = new MemoryLevel("dram", MemoryKind.Dram) { ReadPicojoulesPerBit = 30, WritePicojoulesPerBit = 31, Ports = outer }
        select new Architecture("flat", [outermost, level], new ComputeUnit("mac", [new MacEnergy(8, 8, 1.5)], "made up"))
        {
            Constraints = new MappingConstraints([new LevelConstraint("buffer") { Permutation = order }]),
        };

    private static Gen<MemoryPort[]> PortAnOperand() =>
        from inputs in Gen.Int[3, 90]
        from weights in Gen.Int[3, 90]
        from outputs in Gen.Int[3, 90]
        select (MemoryPort[])
        [
            new MemoryPort("inputs", inputs / 2.0, Of(Operand.Input)),
            new MemoryPort("weights", weights / 2.0, Of(Operand.Weight)),
            new MemoryPort("outputs", outputs / 2.0, Of(Operand.Output)),
        ];

    private static int Of(Operand operand) => Enum.GetValues<Transfer>().Aggregate(0, (mask, transfer) => mask | MemoryPort.Bit(operand, transfer));

    private static Gen<MemoryPort[]> Ports() =>
        from kind in Gen.Int[0, 2]
        from bits in Gen.Int[1, 40]
        select kind switch
        {
            0 => (MemoryPort[])[],
            1 => [new MemoryPort("rw", bits, MemoryPort.Everything)],
            _ => [new MemoryPort("r", bits, MemoryPort.Reads), new MemoryPort("w", bits / 2.0, MemoryPort.Writes)],
        };

    private static Gen<MemoryLevel> Level(string name, int least, int most) =>
        from size in Gen.Int[least, most]
        from may in Gen.Int[1, 7]
        from must in Gen.Int[0, 7]
        from buffers in Gen.Int[1, 2]
        from energy in Gen.Int[1, 9]
        from latency in Gen.Int[0, 3]
        from ports in Ports()
        select new MemoryLevel(name, MemoryKind.Sram)
        {
            SizeBits = size,
            MayKeep = (OperandSet)may,
            MustKeep = (OperandSet)(may & must),
            Buffers = buffers,
            ReadPicojoulesPerBit = energy * 0.7,
            WritePicojoulesPerBit = energy * 0.9,
            LatencyCycles = latency,
            Ports = ports,
        };

    private static Gen<SpatialAxis> Axis(string name) =>
        from size in Gen.Int[1, 4]
        from multicast in Gen.Int[0, 3]
        from reduces in Gen.Bool
        select new SpatialAxis(name, size, (OperandSet)multicast, reduces);
}
