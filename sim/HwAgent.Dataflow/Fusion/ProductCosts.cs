using System.Runtime.ExceptionServices;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>Costs of products inside of groups; each distinct one is mapped once.</summary>
internal sealed class ProductCosts
{
    private readonly FusionHardware _hardware;
    private readonly ProductMapper _mapper;
    private readonly Dictionary<Key, MappedProduct> _known = [];

    private readonly int _threads;
    private readonly OnChipFloor _floor;

    public ProductCosts(FusionHardware hardware, ProductMapper mapper, int threads = 1) =>
        (_hardware, _mapper, _threads, _floor) = (hardware, mapper, threads, new OnChipFloor(hardware.Architecture, hardware.Buffer));

    /// <summary>Products that were mapped.</summary>
    public int Mapped => _known.Count;

    /// <summary>Maps what is not known yet, several products at a time.</summary>
    public void Prepare(IEnumerable<ProductExecution> executions)
    {
        if (_threads == 1) return;
        var missing = new Dictionary<Key, ProductExecution>();
        foreach (var execution in executions) if (Key.Of(execution) is var key && !_known.ContainsKey(key)) missing.TryAdd(key, execution);
        var (keys, found) = (missing.Keys.ToArray(), new MappedProduct[missing.Count]);
        try
        {
            Parallel.For(0, keys.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i => found[i] = Map(missing[keys[i]]));
        }
        catch (AggregateException e) when (e.InnerException is not null)
        {
            // As if one thread had asked.
            ExceptionDispatchInfo.Throw(e.InnerException);
        }

        for (var i = 0; i < keys.Length; i++) _known.Add(keys[i], found[i]);
    }

    /// <summary>Other mappings of products that have one, several products at a time.</summary>
    /// <param name="executions">The products.</param>
    /// <param name="refine">Makes another mapping of one, or returns it.</param>
    /// <param name="isKept">Whether the plan is better with the new mapping; if not, the old one stays.</param>
    public void Refine(IEnumerable<ProductExecution> executions, Func<TensorProblem, Architecture, ProductMapping, ProductMapping> refine, Func<bool> isKept)
    {
        var wanted = executions.DistinctBy(e => Key.Of(e)).ToArray();
        var found = new ProductMapping[wanted.Length];
        Parallel.For(0, wanted.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i => found[i] = refine(wanted[i].Problem, Seen(wanted[i]), _known[Key.Of(wanted[i])].Mapping!));
        for (var i = 0; i < wanted.Length; i++)
        {
            var key = Key.Of(wanted[i]);
            var old = _known[key];
            if (ReferenceEquals(found[i], old.Mapping)) continue;
            _known[key] = Costed(wanted[i], found[i]);
            if (!isKept()) _known[key] = old;
        }
    }

    /// <summary>The cost of one execution; null when no mapping fits.</summary>
    public ProductCost? Exact(in ProductExecution execution) => Find(execution).Cost;

    /// <summary>Its mapping, on the hardware that it sees.</summary>
    public ProductMapping? Mapping(in ProductExecution execution) => Find(execution).Mapping;

    /// <summary>What rows and bursts of the off-chip memory make of its mapping; null where they do not count.</summary>
    public DramNestCost? Dram(in ProductExecution execution) => Find(execution).Dram;

    /// <summary>The cost of one execution that has a mapping, with given layouts of its operands.</summary>
    public (ProductCost Cost, DramNestCost Dram) With(in ProductExecution execution, IReadOnlyList<DramLayout> layouts)
    {
        var dram = new DramNestModel(execution.Problem, Seen(execution), execution.DramLevel).Evaluate(Mapping(execution)!.Nest, layouts);
        return (CostOf(execution, dram.Cost, DramBanks.Of(dram.Dram))!, dram);
    }

    /// <summary>
    /// No mapping costs less: multipliers that never wait, each operand moved once, of products whose operands all lie off the chip the traffic that the size of the memories on it implies,
    /// and on the chip the energy of <see cref="OnChipFloor"/>.
    /// </summary>
    public ProductCost Bound(in ProductExecution execution)
    {
        var problem = execution.Problem;
        var macs = problem.Macs;
        var (input, weight, output) = (Compulsory(execution, Operand.Input), Compulsory(execution, Operand.Weight), Compulsory(execution, Operand.Output));
        if (execution.Resident == OperandSet.None) input = Math.Max(input, Math.Max(LeastReads(execution), LeastTileReads(execution)) - weight);
        var traffic = new ProductTraffic(input, weight, 0, output);
        var compute = Math.Max((macs + _hardware.Multipliers - 1) / _hardware.Multipliers, _hardware.LeastSteps(problem));
        var work = _hardware.Banks?.Least(traffic.Reads, output) ?? default;
        var memory = _hardware.MemoryCycles(new TrafficBits(0, traffic.Reads, output, 0, 0), work);
        return new ProductCost(0, 0, 0, Math.Max(compute, memory), traffic, (macs * MacPicojoules(problem)) + _floor.Picojoules(execution), work);
    }

    private double MacPicojoules(TensorProblem problem) => _hardware.Architecture.Compute.Picojoules(problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits);

    private static long Compulsory(in ProductExecution execution, Operand operand) =>
        execution.Resident.Has(operand) ? 0 : execution.Problem.Elements(operand) * execution.Problem.Tensor(operand).Bits;

    /// <summary>
    /// With S elements of memory on the chip, C += A * B moves at least 2 MNK / sqrt(S) - 2 S elements (Smith et al., arXiv 1702.02017), reads and writes of C included; two of
    /// each element of C are no reads here, as sums start at zero and leave once. A spilt sum is read and written, which its width makes up for, or else half of the rest
    /// are reads. S is at most what the memories on the chip hold of the narrowest operand.
    /// </summary>
    private long LeastReads(in ProductExecution execution)
    {
        if (_hardware.OnChipBits is not { } onChip) return 0;
        var problem = execution.Problem;
        var narrowest = Math.Min(Math.Min(problem.Tensor(Operand.Input).Bits, problem.Tensor(Operand.Weight).Bits), problem.Tensor(Operand.Output).Bits);
        var elements = Math.Max(1.0, (double)(onChip - execution.ReservedBits) / narrowest);
        var moved = (2.0 * problem.Macs / Math.Sqrt(elements)) - (2 * elements) - (2.0 * problem.Elements(Operand.Output));
        var reads = problem.PartialBits >= 2 * narrowest ? moved : moved / 2;
        return (long)Math.Max(0, reads * narrowest * (1 - 1e-9));
    }

    /// <summary>
    /// The same for tiles of one buffer that holds all operands, half of it where it is double. Of M/m * N/n * K/k tiles two operands come in anew for each, whichever loop is innermost.
    /// Sums staying: MNK (bi/n + bw/m) bits with m n p of them in room S, at least 2 MNK sqrt(bi bw p / S). Inputs staying: weights MNK bw/m and sums of earlier tiles MNK p/k - MN p with m k bi in
    /// S, the same but for MN p; so with weights staying. Where the sums are not cut, m K bi (or n K bw) is in S: MNK K bi bw / S. Ragged pieces have loops of their own, and the same bounds.
    /// </summary>
    private long LeastTileReads(in ProductExecution execution)
    {
        if (_hardware.Buffer != 1 || _hardware.Dram.Fanout.Any(a => a.Size > 1) || _hardware.Architecture.Levels[1] is not { MustKeep: OperandSet.All } buffer) return 0;
        var problem = execution.Problem;
        var room = Math.Max(1.0, (double)(_hardware.BufferBits - execution.ReservedBits) / buffer.Buffers);
        var bits = (double)problem.Tensor(Operand.Input).Bits * problem.Tensor(Operand.Weight).Bits;
        var ofMac = Math.Min(2 * Math.Sqrt(bits * problem.PartialBits / room), problem.Dimensions[^1].Size * bits / room);
        return (long)Math.Max(0, ((problem.Macs * ofMac) - (problem.Elements(Operand.Output) * (double)problem.PartialBits)) * (1 - 1e-9));
    }

    private MappedProduct Find(in ProductExecution execution)
    {
        var key = Key.Of(execution);
        if (_known.TryGetValue(key, out var known)) return known;
        return _known[key] = Map(execution);
    }

    private Architecture Seen(in ProductExecution execution) => _hardware.For(execution.Resident, execution.ReservedBits);

    private MappedProduct Map(in ProductExecution execution) => _mapper(execution.Problem, Seen(execution)) is { } mapping ? Costed(execution, mapping) : default;

    private MappedProduct Costed(in ProductExecution execution, ProductMapping mapping)
    {
        var banks = _hardware.Banks?.Cost(execution.Problem, Seen(execution), mapping.Nest, execution.DramLevel);
        return new MappedProduct(mapping, banks, CostOf(execution, banks?.Cost ?? mapping.Cost, banks is null ? default : DramBanks.Of(banks.Dram)));
    }

    private ProductCost? CostOf(in ProductExecution execution, NestCost cost, in DramWork work)
    {
        var problem = execution.Problem;
        var dram = execution.DramLevel;
        var outside = cost.Levels[dram].Traffic;
        var (input, weight, output) = (problem.Tensor(Operand.Input), problem.Tensor(Operand.Weight), problem.Tensor(Operand.Output));
        var bits = new ProductTraffic(
            Outside(execution, Operand.Input) * outside[(int)Operand.Input].ReadsToBelow * input.Bits,
            Outside(execution, Operand.Weight) * outside[(int)Operand.Weight].ReadsToBelow * weight.Bits,
            Outside(execution, Operand.Output) * outside[(int)Operand.Output].ReadsToBelow * problem.PartialBits,
            Outside(execution, Operand.Output) * Sums(outside[(int)Operand.Output], output.Bits, problem.PartialBits));
        var onChip = cost.ComputePicojoules;
        for (var l = dram + 1; l < cost.Levels.Count; l++) onChip += cost.Levels[l].EnergyPicojoules;
        var run = cost.LatencyCycles - cost.FillCycles - cost.DrainCycles;
        var steady = Math.Max(run, cost.SteadyCycles);
        if (dram == 0) return new ProductCost(cost.FillCycles, run, cost.DrainCycles, steady, bits, onChip, work);

        long reads = 0, writes = 0;
        var home = cost.Levels[0].Traffic;
        if (execution.Resident.Has(Operand.Input)) reads += home[(int)Operand.Input].ReadsToBelow * input.Bits;
        if (execution.Resident.Has(Operand.Weight)) reads += home[(int)Operand.Weight].ReadsToBelow * weight.Bits;
        if (execution.Resident.Has(Operand.Output))
        {
            var sums = home[(int)Operand.Output];
            // Half-made sums would lie where there is room for finished ones.
            if (sums.WritesFromBelow != sums.FinalWritesFromBelow && problem.PartialBits > output.Bits) return null;
            writes += Sums(sums, output.Bits, problem.PartialBits);
            reads += sums.ReadsToBelow * problem.PartialBits;
        }

        // Both parts of the buffer share its ports.
        steady = Math.Max(steady, cost.Levels[0].PortCycles + cost.Levels[_hardware.Buffer + 1].PortCycles);
        return new ProductCost(cost.FillCycles, run, cost.DrainCycles, steady, bits, onChip + _hardware.BufferPicojoules(reads, writes), work);
    }

    private static int Outside(in ProductExecution execution, Operand operand) => execution.Resident.Has(operand) ? 0 : 1;

    private static long Sums(OperandTraffic traffic, int bits, int partialBits) =>
        (traffic.FinalWritesFromBelow * bits) + ((traffic.WritesFromBelow - traffic.FinalWritesFromBelow) * partialBits);

    /// <summary>A mapping with its costs; nothing where none fits.</summary>
    private readonly record struct MappedProduct(ProductMapping? Mapping, DramNestCost? Dram, ProductCost? Cost);

    /// <summary>What a mapping depends on.</summary>
    private readonly record struct Key(long H, long M, long N, long K, int Bits, int PartialBits, OperandSet Resident, long ReservedBits)
    {
        public static Key Of(in ProductExecution execution)
        {
            var problem = execution.Problem;
            var d = problem.Dimensions;
            var bits = problem.Tensors[0].Bits | problem.Tensors[1].Bits << 8 | problem.Tensors[2].Bits << 16;
            return new Key(d[0].Size, d[1].Size, d[2].Size, d[3].Size, bits, problem.PartialBits, execution.Resident, execution.ReservedBits);
        }
    }
}
