using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>
/// One layout in DRAM for each tensor that several products make or read there: until here each product had the layouts that suit it best. Of those that all of them can have the one that makes
/// the segment best is taken, tensor by tensor in the order in which they are made: lines of the same direction, or tiles where all move the same ones, in as many banks in turn. Where a
/// product makes several tensors they have one layout. Heads of attention and tiles of rows lie apart, each as its layout says; the vector unit takes a tensor as it lies.
/// </summary>
internal sealed class LayoutAgreement
{
    private readonly GraphSegment _segment;
    private readonly FusionHardware _hardware;
    private readonly ProductCosts _costs;
    private readonly CostOrder _order;
    private readonly IReadOnlyList<GroupCandidate> _path;
    private readonly GroupPlan[] _plans;
    private readonly DramLayout[][][] _layouts;

    private LayoutAgreement(GraphSegment segment, WidthMap widths, FusionHardware hardware, ProductCosts costs, CostOrder order, IReadOnlyList<GroupCandidate> path)
    {
        (_segment, _hardware, _costs, _order, _path) = (segment, hardware, costs, order, path);
        _plans = [.. path.Select(c => GroupPlanner.Plan(c.Shape, c.Option, widths, hardware.BufferBits)!)];
        _layouts = [.. _plans.Select(p => p.Executions.Select(e => costs.Dram(e)!.Dram.Tensors.Select(t => t.Layout).ToArray()).ToArray())];
    }

    /// <summary>The division with layouts that agree; as it is where rows and bursts do not count.</summary>
    public static IReadOnlyList<GroupCandidate> Of(GraphSegment segment, WidthMap widths, FusionHardware hardware, ProductCosts costs, CostOrder order, IReadOnlyList<GroupCandidate> path) =>
        hardware.Banks is null ? path : new LayoutAgreement(segment, widths, hardware, costs, order, path).Agree();

    private List<GroupCandidate> Agree()
    {
        List<GroupCandidate> agreed = [.. _path];
        foreach (var sides in Shared())
        {
            var best = default((List<GroupCandidate> Groups, List<DramLayout> Layouts)?);
            foreach (var candidates in Common(sides))
            {
                Set(sides, candidates);
                List<GroupCandidate> groups = [.. agreed];
                foreach (var g in sides.Select(s => s.Group).Distinct()) groups[g] = Costed(g);
                if (best is not { } other || _order.IsBetter(GroupCandidate.Sum(groups).Figures, GroupCandidate.Sum(other.Groups).Figures)) best = (groups, candidates);
            }

            agreed = best!.Value.Groups;
            Set(sides, best.Value.Layouts);
        }

        return agreed;
    }

    private void Set(List<LayoutSide> sides, List<DramLayout> layouts)
    {
        for (var i = 0; i < sides.Count; i++) _layouts[sides[i].Group][sides[i].Execution][(int)sides[i].Operand] = layouts[i];
    }

    /// <summary>The sides that have to agree, as far as there are several.</summary>
    private List<List<LayoutSide>> Shared()
    {
        var found = new List<List<LayoutSide>>();
        for (var tensor = 0; tensor < _segment.Tensors.Count; tensor++)
        {
            var sides = Sides(tensor);
            var others = found.Where(f => f.Intersect(sides).Any()).ToList();
            found.RemoveAll(others.Contains);
            found.Add([.. others.SelectMany(o => o).Concat(sides).Distinct()]);
        }

        return [.. found.Where(f => f.Count > 1)];
    }

    /// <summary>The products that make or read a tensor off the chip.</summary>
    private List<LayoutSide> Sides(int tensor)
    {
        var sides = new List<LayoutSide>();
        for (var g = 0; g < _path.Count; g++)
        {
            for (var e = 0; e < _plans[g].Executions.Count; e++)
            {
                var execution = _plans[g].Executions[e];
                var op = _segment.Operators[execution.Operator];
                var outside = OperandSet.All & ~execution.Resident;
                if (outside.Has(Operand.Output) && _path[g].Shape.Results(execution.Operator).Contains(tensor)) sides.Add(new LayoutSide(g, e, Operand.Output, IsTurned: false));
                if (outside.Has(Operand.Input) && op.Inputs[0] == tensor) sides.Add(new LayoutSide(g, e, Operand.Input, IsTurned: false));
                // Weights are N x K: a token's keys are a row of them, its values a column.
                if (outside.Has(Operand.Weight) && op.Product!.IsAttention && op.Inputs.Skip(1).Contains(tensor)) sides.Add(new LayoutSide(g, e, Operand.Weight, op.Kind == OperatorKind.AttentionValues));
            }
        }

        return sides;
    }

    /// <summary>Layouts that all sides can have, by side.</summary>
    private IEnumerable<List<DramLayout>> Common(List<LayoutSide> sides)
    {
        var isTiled = sides.Select(Tile).Distinct().Count() == 1;
        foreach (var kind in _hardware.Banks!.Kinds.Where(k => k != DramLayoutKind.TileMajor || isTiled).DefaultIfEmpty(DramLayoutKind.RowMajor))
        {
            foreach (var turns in _hardware.Banks.Turns) yield return [.. sides.Select(s => DramLayout.Of(s.Kind(kind), Execution(s).Problem, s.Operand) with { BanksInTurn = turns })];
        }
    }

    private ProductExecution Execution(LayoutSide side) => _plans[side.Group].Executions[side.Execution];

    /// <summary>Rows and columns of the tensor that go to or from DRAM at a time.</summary>
    private (long Rows, long Columns) Tile(LayoutSide side)
    {
        var execution = Execution(side);
        var level = _costs.Mapping(execution)!.Nest.Levels[execution.DramLevel];
        var (rows, columns) = side.Operand switch { Operand.Input => (1, 3), Operand.Weight => side.IsTurned ? (3, 2) : (2, 3), _ => (1, 2) };
        return (Extent(rows), Extent(columns));

        long Extent(int d) => level.Temporal.Where(t => t.Dimension == d).Select(t => t.Step).DefaultIfEmpty(execution.Problem.Dimensions[d].Size).Min();
    }

    private GroupCandidate Costed(int group)
    {
        var (shape, option, plan) = (_path[group].Shape, _path[group].Option, _plans[group]);
        (ProductCost Cost, DramNestCost Dram)[] costs = [.. plan.Executions.Select((e, i) => _costs.With(e, _layouts[group][i]))];
        return new GroupCandidate(shape, option, GroupCost.Of(plan, [.. costs.Select(c => c.Cost)], _segment, _hardware), isExact: true) { Dram = [.. costs.Select(c => c.Dram)] };
    }
}
