using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Evaluation.Simulation;

/// <summary>Random hardware and random products that run on it, from a seed: what prediction and simulation are held against each other on.</summary>
public static class RandomRuns
{
    /// <summary>Any legal hardware up to 12 x 12: both dataflows, both buses, all weight widths, every option, odd buffer sizes.</summary>
    public static AcceleratorParameters Hardware(ulong seed)
    {
        var random = new SplitMix64(seed);
        while (true)
        {
            var dataflow = (ArrayDataflow)random.Next(2);
            var widest = 8 >> random.Next(3);
            var rows = 4 + random.Next(9);
            var hardware = new AcceleratorParameters
            {
                Dataflow = dataflow,
                Rows = rows,
                Columns = 2 + random.Next(11),
                BusBits = 64 << random.Next(2),
                MaxWeightBits = widest,
                MinWeightBits = Math.Max(2, widest >> random.Next(3)),
                ActivationWords = 16 + random.Next(80),
                WeightWords = 64 + random.Next(500),
                AccumulatorRows = 32 + random.Next(200),
                OutputRows = 32 + random.Next(200),
                ParameterTiles = 1 + random.Next(6),
                HasTable = random.Next(2) == 0,
                HasResidual = random.Next(2) == 0,
            };
            if (AcceleratorParametersValidation.Validate(hardware).Count == 0) return hardware;
        }
    }

    /// <summary>A product with a mapping that fits, compiled, and the memory it runs from.</summary>
    /// <param name="hardware">What it runs on.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="scale">The product is at most 60 x 80 x 150 times this in each dimension.</param>
    public static (GemmProgram Program, MemoryTiming Timing) Program(AcceleratorParameters hardware, ulong seed, int scale = 1)
    {
        var random = new SplitMix64(seed);
        while (true)
        {
            var bits = hardware.MaxWeightBits;
            while (bits > hardware.MinWeightBits && random.Next(2) == 0) bits /= 2;
            var shape = new LayerShape(1 + random.Next(60 * scale), 1 + random.Next(80 * scale), 1 + random.Next(150 * scale));
            var task = new GemmTask("random", shape, bits) { Activate = hardware.HasTable && random.Next(2) == 0, Residual = hardware.HasResidual && random.Next(2) == 0 };
            var mapping = new GemmMapping(1 + random.Next(64), hardware.Columns * (1 + random.Next(4)), hardware.DepthGranule * (1 + random.Next(8)), (BlockOrder)random.Next(2));
            var denominator = 1 + random.Next(5);
            var timing = new MemoryTiming(1 + random.Next(64), 1 + random.Next(denominator), denominator);
            if (MappingValidation.Validate(hardware, task, mapping).Count == 0) return (GemmProgram.Compile(hardware, task, mapping), timing);
        }
    }

    /// <summary>The run of a product from an ideal memory, every third with operands from the corners of their ranges.</summary>
    public static PlannedRun Ideal(GemmProgram program, ulong seed) => new(program, seed, Corners: seed % 3 == 0);
}
