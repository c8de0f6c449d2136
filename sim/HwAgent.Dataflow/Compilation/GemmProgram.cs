using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Compilation;

/// <summary>A compiled product: its instruction stream and where its operands lie in memory.</summary>
public sealed record GemmProgram
{
    public required AcceleratorParameters Hardware { get; init; }

    public required GemmTask Task { get; init; }

    public required GemmMapping Mapping { get; init; }

    public required MemoryRegions Regions { get; init; }

    /// <summary>Ends with HALT.</summary>
    public required IReadOnlyList<Instruction> Instructions { get; init; }

    /// <summary>Size of the memory image in beats; the result is its last region.</summary>
    public required long TotalBeats { get; init; }

    /// <summary>Compiles one product on its own.</summary>
    /// <exception cref="ArgumentException">The mapping is not valid; the message is its first Diagnostic.</exception>
    public static GemmProgram Compile(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping)
    {
        var wrong = MappingValidation.Validate(hardware, task, mapping);
        if (wrong.Count > 0) throw new ArgumentException(wrong[0].ToString(), nameof(mapping));
        var (regions, total) = LayOut(hardware, task, mapping);
        var list = new InstructionList([]);
        var halves = new BufferHalves();
        ScheduleWalk.Emit(hardware, task, mapping, regions, ref halves, ref list);
        list.Add(new Instruction { Opcode = Opcode.Halt });
        return new GemmProgram { Hardware = hardware, Task = task, Mapping = mapping, Regions = regions, Instructions = list.Items, TotalBeats = total };
    }

    /// <summary>Places the operands one after the other.</summary>
    public static (MemoryRegions Regions, long TotalBeats) LayOut(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping)
    {
        var g = new BlockGeometry(hardware, task, mapping);
        long next = 0;
        var activations = Take((long)task.Shape.M * g.ActivationPitch);
        var weights = Take(ScheduleWalk.WeightBases(g, hardware, 0).TotalBeats);
        var parameters = Take((long)g.ColumnTiles * hardware.ParamTileBeats);
        var table = Take(task.Activate ? hardware.TableBeats : 0);
        var residual = Take(task.Residual ? (long)task.Shape.M * g.OutputPitch : 0);
        var result = Take((long)task.Shape.M * g.OutputPitch);
        return (new MemoryRegions(activations, weights, parameters, table, residual, result), next);

        uint Take(long beats)
        {
            var start = next;
            next += beats;
            if (next > uint.MaxValue) throw new ArgumentException($"{task.Name} does not fit the 32-bit beat addresses.");
            return (uint)start;
        }
    }

    private readonly struct InstructionList(List<Instruction> items) : IInstructionSink
    {
        public List<Instruction> Items { get; } = items;

        public void Add(in Instruction instruction) => Items.Add(instruction);

        public long Skip(WalkLoop loop, int kind, long done, long left) => 0;
    }
}
