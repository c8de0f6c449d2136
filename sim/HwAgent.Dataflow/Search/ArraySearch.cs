using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>The best designs on one array: buffers and mappings together.</summary>
internal sealed class ArraySearch
{
    /// <summary>Divisions of the memory that are evaluated on an array that may win.</summary>
    private const int MostPlans = 32;

    private readonly SearchContext _context;
    private readonly AcceleratorParameters _array;
    private readonly BufferNeeds _smallest;
    private readonly TaskChoices[] _choices;
    private readonly List<DesignSketch> _designs = [];
    private long _overMemory, _overCapacity;
    private bool _isQuick;
    private Func<DesignFigures, bool> _isBeaten = _ => false;

    private ArraySearch(SearchContext context, AcceleratorParameters array)
    {
        _context = context;
        _array = array;
        _smallest = BufferNeeds.Smallest(array);
        _choices = new TaskChoices[context.Tasks.Count];
    }

    /// <summary>Bounds every mapping and evaluates one design for each end of the front.</summary>
    /// <param name="context">The request.</param>
    /// <param name="array">Its buffers are ignored.</param>
    /// <param name="isBeaten">Whether a design with at least these figures adds nothing; such a design is not evaluated.</param>
    public static ArrayOutcome Scout(SearchContext context, AcceleratorParameters array, Func<DesignFigures, bool> isBeaten)
    {
        var search = new ArraySearch(context, array) { _isBeaten = isBeaten };
        return search.Outcome(search.Run(isScout: true, toBeat: null));
    }

    /// <summary>Evaluates every division of the memory that may beat <paramref name="toBeat"/>, the score of the worst design that would be returned now; null while there is room for more.</summary>
    public static ArrayOutcome Run(SearchContext context, AcceleratorParameters array, DesignScore? toBeat)
    {
        var search = new ArraySearch(context, array);
        return search.Outcome(search.Run(isScout: false, toBeat));
    }

    private ArrayOutcome Outcome(DesignScore? bound) => new(_designs, bound, _choices.Sum(c => (long)c.Candidates.Length), _choices.Sum(c => c.Exact), _overMemory, _overCapacity);

    private DesignScore? Run(bool isScout, DesignScore? toBeat)
    {
        _isQuick = isScout;
        var bits = _context.BufferBits(_array);
        var plans = Plan(bits);
        var isOverMemory = plans.Count == 0;
        if (isOverMemory)
        {
            // The products fit in no division of the budget: find out how little would do.
            bits = long.MaxValue / 4;
            plans = Plan(bits);
            if (plans.Count == 0) return null;
        }

        var area = AreaModel.GateEquivalents(_smallest.ApplyTo(_array));
        var scored = plans.Select(p => (Plan: p, Score: _context.Score(Bound(p, area, isOverMemory)), p.Bits));
        var ordered = isScout
            ? [scored.MinBy(x => (x.Score, x.Bits.Total, x.Bits.Activation, x.Bits.Weight))]
            : scored.OrderBy(x => (x.Score, x.Bits.Total, x.Bits.Activation, x.Bits.Weight)).Take(MostPlans).ToList();
        DesignScore? best = null;
        foreach (var (plan, bound, _) in ordered)
        {
            if ((toBeat is { } worst && bound > worst) || (best is { } b && bound > b)) break;
            if (_isBeaten(Bound(plan, area, isOverMemory))) continue;
            foreach (var sketch in Evaluate(plan, bits))
            {
                _designs.Add(sketch);
                var score = _context.Score(sketch.Figures);
                if (best is null || score < best) best = score;
            }
        }

        // The other end of the front.
        if (isScout)
        {
            var isEnergy = _context.Objective == Objective.Energy;
            var other = plans.MinBy(p => (isEnergy ? p.CyclesBound : p.EnergyBound, p.Bits.Total, p.Bits.Activation, p.Bits.Weight));
            if (!_isBeaten(Bound(other, area, isOverMemory)) && Choose(other, isEnergy ? Preference.Latency : Preference.Energy, bits) is { } sketch) _designs.Add(sketch);
        }

        return ordered[0].Score;
    }

    /// <summary>Memory counts only where it is over the budget anyway; otherwise every plan fits.</summary>
    private static DesignFigures Bound(in BufferPlan plan, double area, bool isOverMemory) => new(
        plan.CyclesBound, plan.EnergyBound, area, isOverMemory ? plan.Bits.Total / 8192.0 : 0);

    private List<BufferPlan> Plan(long bits) =>
        Enumerate(bits) ? BufferPlans.Of([.. _context.Tasks.Zip(_choices, (t, c) => (t, c.Candidates))], bits) : [];

    /// <summary>All candidates of all products within so many bits; false when a product has none.</summary>
    private bool Enumerate(long bits)
    {
        var memory = _context.MemoryOf(_array);
        for (var i = 0; i < _choices.Length; i++)
        {
            var found = MappingCandidates.Of(_array, _context.Tasks[i], memory, _context.Technology, _context.Rates, _smallest, MappingCandidates.TemplateLimits, bits, isFine: !_isQuick);
            _overMemory += found.OverMemory;
            _overCapacity += found.OverCapacity;
            _choices[i] = new TaskChoices(_array, _context.Tasks[i], memory, found.ToArray());
        }

        return _choices.All(c => c.Candidates.Length > 0);
    }

    private IEnumerable<DesignSketch> Evaluate(BufferPlan plan, long bits)
    {
        if (_context.Objective == Objective.Edp)
        {
            if (ChooseProduct(plan, bits) is { } balanced) yield return balanced;
            yield break;
        }

        var isEnergy = _context.Objective == Objective.Energy;
        var first = Choose(plan, isEnergy ? Preference.Energy : Preference.Latency, bits);
        if (first is null) yield break;
        yield return first;
        // The other extreme and a compromise may meet a budget that the first choice misses.
        if (isEnergy ? first.Figures.Cycles <= _context.Limits.Cycles : first.Figures.EnergyPicojoules <= _context.Limits.EnergyPicojoules) yield break;
        if (Choose(plan, isEnergy ? Preference.Latency : Preference.Energy, bits) is { } other) yield return other;
        if (ChooseProduct(plan, bits) is { } between) yield return between;
    }

    /// <summary>Mappings for the least product of latency and energy, by steepest descent from the plan's bounds.</summary>
    private DesignSketch? ChooseProduct(BufferPlan plan, long bits)
    {
        DesignSketch? best = null;
        double cycles = plan.CyclesBound, energy = plan.EnergyBound;
        for (var i = 0; i < 4; i++)
        {
            var next = Choose(plan, Preference.Product(cycles, energy), bits);
            if (next is null || (best is not null && next.Figures.Cycles * next.Figures.EnergyPicojoules >= best.Figures.Cycles * best.Figures.EnergyPicojoules)) break;
            best = next;
            (cycles, energy) = (next.Figures.Cycles, next.Figures.EnergyPicojoules);
        }

        return best;
    }

    /// <summary>The best mapping of every product within a plan, on buffers shrunk to what they need. Null when a product does not fit.</summary>
    private DesignSketch? Choose(BufferPlan plan, Preference preference, long bits)
    {
        var room = plan.Bits;
        for (var attempt = 0; ; attempt++)
        {
            var needs = _smallest;
            var mappings = new Mapping.GemmMapping[_choices.Length];
            var cycles = new long[_choices.Length];
            for (var i = 0; i < _choices.Length; i++)
            {
                var index = _choices[i].Best(preference, room, _isQuick);
                if (index < 0) return null;
                needs = needs.Join(_choices[i].Candidates[index].Needs);
                mappings[i] = _choices[i].Candidates[index].Mapping;
                cycles[i] = _choices[i].CyclesOf(index);
            }

            // The largest accumulator and the largest output buffer may come from two products that fit one by one, not together.
            var used = needs.Bits(_array);
            var excess = used.Total - bits;
            if (excess <= 0 || attempt == 3) return _context.Sketch(needs.ApplyTo(_array), mappings, cycles);
            room = room with { Lanes = Math.Min(room.Lanes, used.Lanes) - excess };
        }
    }
}
