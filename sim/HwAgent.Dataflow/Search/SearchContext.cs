using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>A request and what is derived from it once.</summary>
internal sealed class SearchContext(SearchRequest request)
{
    public IReadOnlyList<GemmTask> Tasks => request.Tasks;

    public Objective Objective => request.Objective;

    public TechnologyNode Technology => request.Technology;

    public Limits Limits { get; } = Limits.Of(request.Budget);

    public SramRateTable Rates { get; } = new(request.Technology);

    public AcceleratorParameters Options { get; } = GemmTasks.Options(request.Tasks);

    public MemoryTiming MemoryOf(AcceleratorParameters hardware) => MemoryTiming.Of(request.Budget, hardware);

    /// <summary>What designs on one array are compared by, in the words of <see cref="OptimalityProof"/>. The area of an array hardly depends on the design: its fastest is looked for.</summary>
    public string Minimised => Objective switch { Objective.Energy => "picojoules", Objective.Edp => "picojoule-cycles", _ => "cycles" };

    public double MinimisedOf(in DesignFigures figures) => Objective switch
    {
        Objective.Energy => figures.EnergyPicojoules,
        Objective.Edp => figures.Cycles * figures.EnergyPicojoules,
        _ => figures.Cycles,
    };

    /// <summary>What a mapping of a design with these figures is chosen by.</summary>
    public Preference PreferenceOf(in DesignFigures figures) => Objective switch
    {
        Objective.Energy => Preference.Energy,
        Objective.Edp => Preference.Product(figures.Cycles, figures.EnergyPicojoules),
        _ => Preference.Latency,
    };

    public DesignScore Score(in DesignFigures figures) => DesignScore.Of(figures, Objective, Limits);

    /// <summary>Bits that the buffers of an array may take: the budget less the activation tables. Without a budget, 8 MiB.</summary>
    public long BufferBits(AcceleratorParameters array)
    {
        var all = double.IsFinite(Limits.OnChipKib) ? (long)(Limits.OnChipKib * 8192) : 8L << 23;
        return all - (array.HasTable ? array.Columns * 2048L : 0);
    }

    /// <summary>What the budget leaves the buffers of an array.</summary>
    public DesignRoom RoomOf(AcceleratorParameters array) => new(BufferBits(array), Limits.AreaGateEquivalents);

    /// <summary>Exact figures of a design from the exact cycles of each product.</summary>
    public DesignSketch Sketch(AcceleratorParameters hardware, IReadOnlyList<GemmMapping> mappings, IReadOnlyList<long> cycles)
    {
        var rates = SramRates.Of(hardware, Technology);
        double total = 0, energy = 0;
        for (var i = 0; i < Tasks.Count; i++)
        {
            total += (double)cycles[i] * Tasks[i].Repeats;
            energy += EnergyCounts.Of(hardware, Tasks[i], WalkTotals.Of(hardware, Tasks[i], mappings[i]), Technology).At(rates) * Tasks[i].Repeats;
        }

        return new DesignSketch(hardware, mappings, new DesignFigures(total, energy, AreaModel.GateEquivalents(hardware), hardware.OnChipKib));
    }

    public DesignPoint Complete(DesignSketch sketch, OptimalityProof? proof = null, IReadOnlyList<OptimalityProof>? mappings = null)
    {
        var memory = MemoryOf(sketch.Parameters);
        MappedTask[] tasks = [.. Tasks.Select((t, i) => new MappedTask(t, sketch.Mappings[i], CostModel.Evaluate(sketch.Parameters, t, sketch.Mappings[i], memory, Technology)) { Proof = mappings?[i] })];
        return new DesignPoint
        {
            Parameters = sketch.Parameters,
            Tasks = tasks,
            LatencyCycles = tasks.Sum(t => t.Cost.LatencyCycles * t.Task.Repeats),
            EnergyPicojoules = tasks.Sum(t => t.Cost.EnergyPicojoules * t.Task.Repeats),
            AreaGateEquivalents = sketch.Figures.AreaGateEquivalents,
            OnChipKib = sketch.Parameters.OnChipKib,
            Objective = Score(sketch.Figures).Objective,
            Proof = proof,
        };
    }
}
