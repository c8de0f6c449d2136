using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>The oracle of the dynamic programme: every division of a chain into groups, each group with every option, all costs exact.</summary>
internal static class AllDivisions
{
    public static ScheduleTotals Best(GraphSegment segment, WidthMap widths, FusionHardware hardware, ProductMapper mapper, Objective objective, double slack = 0)
    {
        var count = segment.Operators.Count;
        var costs = new ProductCosts(hardware, mapper);
        var groups = new List<ScheduleTotals>[count, count];
        for (var first = 0; first < count; first++)
        {
            for (var last = first; last < count; last++) groups[first, last] = Options(new GroupShape(segment, first, last), widths, hardware, costs);
        }

        var all = new List<ScheduleTotals>();
        // With slack energy within a limit of cycles is wanted: every sum that may be it is kept.
        var kept = slack > 0 ? Objective.Edp : objective;
        // Bit i: a group ends behind operator i.
        for (var cuts = 1L << (count - 1); cuts < 1L << count; cuts++)
        {
            List<ScheduleTotals> sums = [ScheduleTotals.None];
            var first = 0;
            for (var last = 0; last < count && sums.Count > 0; last++)
            {
                if ((cuts >> last & 1) == 0) continue;
                sums = Reduce([.. sums.SelectMany(s => groups[first, last].Select(g => s + g))], kept);
                first = last + 1;
            }

            all = Reduce([.. all, .. sums], kept);
        }

        var best = all.Aggregate((a, b) => IsBetter(b, a, objective) ? b : a);
        return slack > 0 ? all.Where(s => s.Cycles <= best.Cycles * (1 + slack)).MinBy(s => s.EnergyPicojoules)! : best;
    }

    private static List<ScheduleTotals> Options(GroupShape shape, WidthMap widths, FusionHardware hardware, ProductCosts costs)
    {
        var found = new List<ScheduleTotals>();
        foreach (var option in GroupOptions.Of(shape))
        {
            if (GroupPlanner.Plan(shape, option, widths, hardware.BufferBits) is not { } plan) continue;
            var cost = GroupCost.Of(plan, [.. plan.Executions.Select(e => costs.Exact(e)!)], shape.Segment, hardware);
            found.Add(new ScheduleTotals(cost.Cycles, cost.EnergyPicojoules, cost.Traffic));
        }

        return found;
    }

    /// <summary>Without what another is no worse than in cycles and energy, which no sum can make up for; bits break ties alone and are not compared.</summary>
    private static List<ScheduleTotals> Reduce(List<ScheduleTotals> sums, Objective objective)
    {
        if (objective != Objective.Edp) return sums.Count == 0 ? [] : [sums.Aggregate((a, b) => IsBetter(b, a, objective) ? b : a)];
        return [.. sums.Where((s, i) => !sums.Where((t, j) => j != i && t.Cycles <= s.Cycles && t.EnergyPicojoules <= s.EnergyPicojoules && (t.Cycles < s.Cycles || t.EnergyPicojoules < s.EnergyPicojoules || j < i)).Any())];
    }

    private static bool IsBetter(ScheduleTotals a, ScheduleTotals b, Objective objective) => objective switch
    {
        Objective.Latency => (a.Cycles, a.EnergyPicojoules).CompareTo((b.Cycles, b.EnergyPicojoules)) < 0,
        Objective.Energy => (a.EnergyPicojoules, a.Cycles).CompareTo((b.EnergyPicojoules, b.Cycles)) < 0,
        _ => a.Cycles * a.EnergyPicojoules < b.Cycles * b.EnergyPicojoules,
    };
}
