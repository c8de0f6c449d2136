using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Tests.Cost;

/// <summary>Random products with hardware and mapping that fit each other; every generated case is valid.</summary>
public static class RandomCases
{
    private static readonly Gen<(ArrayDataflow Dataflow, int Rows, int Columns, int Bus, int MaxBits, int MinBits, bool Table, bool Residual)> Arrays =
        Gen.Select(Gen.Bool, Gen.OneOf(4, 5, 8, 12, 16, 32), Gen.OneOf(2, 3, 4, 8, 12, 16, 24), Gen.OneOf(64, 128), Gen.OneOf(8, 4, 2), Gen.OneOf(8, 4, 2), Gen.Bool, Gen.Bool)
            .Where((isOs, rows, _, bus, _, _, _, _) => isOs || rows % (bus / 8) == 0 || bus / 8 % rows == 0)
            .Select((isOs, rows, columns, bus, a, b, table, residual) =>
                (isOs ? ArrayDataflow.OutputStationary : ArrayDataflow.WeightStationary, rows, columns, bus, Math.Max(a, b), Math.Min(a, b), table, residual));

    public static Gen<RandomCase> All { get; } = Of(maxSize: 90);

    /// <summary>Cases with M, N and K of up to <paramref name="maxSize"/>.</summary>
    public static Gen<RandomCase> Of(int maxSize) =>
        from a in Arrays
        from shape in Gen.Select(Gen.Int[1, maxSize], Gen.Int[1, maxSize], Gen.Int[1, 2 * maxSize])
        from bits in Gen.OneOf(a.MaxBits, a.MinBits)
        from rows in Gen.Int[1, shape.Item1]
        from columnTiles in Gen.Int[1, 1 + (shape.Item2 / a.Columns)]
        from granules in Gen.Int[1, 8]
        from order in Gen.Enum<BlockOrder>()
        from activate in Gen.Bool
        from residual in Gen.Bool
        from latency in Gen.OneOf(1, 7, 40, 200)
        from rate in Gen.OneOf((1, 1), (1, 2), (3, 10), (999, 1000), (1, 50))
        select Fit(
            new AcceleratorParameters { Dataflow = a.Dataflow, Rows = a.Rows, Columns = a.Columns, BusBits = a.Bus, MaxWeightBits = a.MaxBits, MinWeightBits = a.MinBits, HasTable = a.Table, HasResidual = a.Residual },
            new GemmTask("case", new LayerShape(shape.Item1, shape.Item2, shape.Item3), bits) { Activate = activate && a.Table, Residual = residual && a.Residual },
            rows, columnTiles, granules, order, new MemoryTiming(latency, rate.Item1, rate.Item2));

    /// <summary>Cases with blocks of one tile and chunks of one or two granules, so that every loop is long.</summary>
    public static Gen<RandomCase> TinyBlocks { get; } =
        from a in Arrays
        from shape in Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[1, 800])
        from bits in Gen.OneOf(a.MaxBits, a.MinBits)
        from rows in Gen.Int[1, a.Rows]
        from columnTiles in Gen.Int[1, 2]
        from granules in Gen.OneOf(1, 2, 3, 100)
        from order in Gen.Enum<BlockOrder>()
        from fused in Gen.Int[0, 3]
        from latency in Gen.OneOf(1, 7, 40, 200)
        from rate in Gen.OneOf((1, 1), (1, 1), (4, 5), (3, 10), (103, 500))
        select Fit(
            new AcceleratorParameters { Dataflow = a.Dataflow, Rows = a.Rows, Columns = a.Columns, BusBits = a.Bus, MaxWeightBits = a.MaxBits, MinWeightBits = a.MinBits, HasTable = a.Table, HasResidual = a.Residual },
            new GemmTask("case", new LayerShape(shape.Item1, shape.Item2, shape.Item3), bits) { Activate = (fused & 1) != 0 && a.Table, Residual = (fused & 2) != 0 && a.Residual },
            rows, columnTiles, granules, order, new MemoryTiming(latency, rate.Item1, rate.Item2));

    /// <summary>Hardware whose buffers just hold the blocks; at least 4 rows of the array.</summary>
    internal static RandomCase Fit(AcceleratorParameters p, GemmTask task, int rows, int columnTiles, int granules, BlockOrder order, MemoryTiming memory)
    {
        var mapping = new GemmMapping(rows, columnTiles * p.Columns, Math.Min(task.Shape.K, granules * p.DepthGranule), order);
        var g = new BlockGeometry(p, task, mapping);
        var block = g.RowsOf(0) * g.ColumnTilesOf(0);
        var hardware = p with
        {
            ActivationWords = Math.Max(2, g.ActivationWords(0, 0)), WeightWords = Math.Max(2, g.WeightWords(0, 0)),
            AccumulatorRows = Math.Max(4, block), OutputRows = Math.Max(p.Rows, block), ParameterTiles = g.ColumnTilesOf(0),
        };
        return new RandomCase(hardware, task, mapping, memory);
    }
}
