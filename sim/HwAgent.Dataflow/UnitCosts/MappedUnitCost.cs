using System.Collections.Concurrent;
using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.UnitCosts;

/// <summary>
/// Cycles or energy of the rows of a matrix on hardware, from the best mapping of their product with the activations of some tokens. Additive over rows by
/// definition: a row costs its share of a product of <see cref="ReferenceRows"/> rows of the same length and width. What is approximate for it: the fill and drain of
/// a product, its ragged last tile, and a better tiling of more or fewer rows than that. Exact in what the widths decide: bytes moved, and energy a
/// multiplication. Every row is an integer of small units, so that sums are exact too. An embedding is looked up and costs nothing.
/// </summary>
public sealed class MappedUnitCost : IUnitCost
{
    /// <summary>Rows of the product that a row's share is taken of: whole tiles of every usual array, and long enough that the fill is small.</summary>
    public const int ReferenceRows = 512;

    /// <summary>Cycles are counted in thousandths, picojoules in femtojoules.</summary>
    private const int PartsPerUnit = 1000;

    private readonly Func<int, int, (double Cycles, double Picojoules)> _product;
    private readonly MappedQuantity _quantity;
    private readonly ConcurrentDictionary<(int Inputs, int Bits), long> _perRow = new();

    private MappedUnitCost(string hardware, MappedQuantity quantity, Func<int, int, (double Cycles, double Picojoules)> product)
    {
        _product = product;
        _quantity = quantity;
        Name = $"{(quantity == MappedQuantity.Cycles ? "thousandths of a cycle" : "femtojoules")} on {hardware}";
    }

    public string Name { get; }

    /// <summary>On a general architecture; mappings minimise what is counted.</summary>
    /// <param name="architecture">The hardware.</param>
    /// <param name="tokens">Rows of activations that a matrix is used for at once: 1 for decoding, the prompt's length for prefill.</param>
    /// <param name="quantity">What is counted.</param>
    /// <exception cref="ArgumentException">No mapping of some product fits; thrown when it is asked for.</exception>
    public static MappedUnitCost Of(Architecture architecture, int tokens, MappedQuantity quantity)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        return new MappedUnitCost(architecture.Name, quantity, (inputs, bits) =>
        {
            var problem = TensorProblem.Gemm($"{inputs} inputs, {bits}-bit weights", tokens, ReferenceRows, inputs, weightBits: bits);
            var found = GemmMapper.Search(new MapperRequest(problem, architecture, quantity == MappedQuantity.Cycles ? Objective.Latency : Objective.Energy) { MostEvaluations = 20_000 });
            if (found.Ranked.Count == 0) throw new ArgumentException($"No mapping of {tokens} x {inputs} x {ReferenceRows} with {bits}-bit weights fits {architecture.Name}.", nameof(architecture));
            return (found.Ranked[0].Cost.LatencyCycles, found.Ranked[0].Cost.EnergyPicojoules);
        });
    }

    /// <summary>On an accelerator of hw-templates, by its exact cycle model. A width that it does not have is stored in the next wider one that it has.</summary>
    /// <param name="hardware">Buffers included.</param>
    /// <param name="memory">What is behind its port.</param>
    /// <param name="technology">Energies.</param>
    /// <param name="tokens">Rows of activations that a matrix is used for at once.</param>
    /// <param name="quantity">What is counted.</param>
    /// <exception cref="ArgumentException">No mapping of some product fits; thrown when it is asked for.</exception>
    public static MappedUnitCost Of(AcceleratorParameters hardware, MemoryTiming memory, TechnologyNode technology, int tokens, MappedQuantity quantity)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        var name = $"{(hardware.IsOutputStationary ? "output" : "weight")}-stationary {hardware.Rows}x{hardware.Columns}";
        return new MappedUnitCost(name, quantity, (inputs, bits) =>
        {
            var stored = Math.Max(hardware.MinWeightBits, bits == 3 ? 4 : bits);
            if (stored > hardware.MaxWeightBits) throw new ArgumentException($"{name} has no {bits}-bit weights, {hardware.MaxWeightBits} at most.", nameof(hardware));
            var task = new GemmTask("rows", new LayerShape(tokens, ReferenceRows, inputs), stored);
            var preference = quantity == MappedQuantity.Cycles ? Preference.Latency : Preference.Energy;
            return MappingSearch.Run(new Search.MappingSpace(hardware, task, memory, technology), preference, MappingEffort.Usual) is { } found
                ? (found.Cycles, found.EnergyPicojoules)
                : throw new ArgumentException($"No mapping of {tokens} x {inputs} x {ReferenceRows} with {stored}-bit weights fits {name}.", nameof(hardware));
        });
    }

    public long Cost(RowRange rows, int bits) => rows.Matrix.Kind == DecoderModule.Embedding || rows.Inputs == 0 || rows.Count == 0
        ? 0
        : checked(rows.Count * _perRow.GetOrAdd((rows.Inputs, bits), key => PerRow(key.Inputs, key.Bits)));

    private long PerRow(int inputs, int bits)
    {
        var (cycles, picojoules) = _product(inputs, bits);
        return (long)Math.Ceiling((_quantity == MappedQuantity.Cycles ? cycles : picojoules) * PartsPerUnit / ReferenceRows);
    }
}
