using System.Runtime.CompilerServices;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// What the transfers of all levels together cost at least. Of an operand |T| elements go between two levels once for each piece that the loops cut the dimension into which the operand
/// lacks, unless the innermost loops are of that dimension alone: |T| D / e times, e being the extent of the dimension that comes in at the level outside, or that its loops
/// leave. So each part of the cost belongs to the extents at one place, and these are tied only to the next: they never grow inwards, the instances of an axis are shared
/// out once, and the tiles of a level fit its memory together. Dynamic programming over the levels finds the least. What is left out makes it a bound: of ragged last pieces only
/// those parts count that are sure to be cut again; loops that all operands use; a tile that stays while several levels' loops run is charged for once; numbers of instances near each other
/// are one, each the best of them in every part.
/// </summary>
internal sealed class JointFloor
{
    /// <summary>Sums in another order differ in their last digits.</summary>
    private const double Rounding = 2e-9;

    private static readonly int[] Operands = [0, 1, 2];

    private readonly Architecture _architecture;
    private readonly TensorProblem _problem;
    private readonly ExtentCells[] _cells;
    private readonly double[] _elements;
    private readonly SpreadOption[][] _spreads;

    /// <summary>Gathers the extents.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="slots">The places of loops.</param>
    /// <param name="chains">By dimension.</param>
    /// <param name="cells">Extents told apart at most.</param>
    /// <param name="spreads">Ways to spread the dimensions over a level's instances that are told apart at most, those that do not fit included.</param>
    public JointFloor(TensorProblem problem, Architecture architecture, LoopSlots slots, IReadOnlyList<StepChain>[] chains, int cells, int spreads)
    {
        (_problem, _architecture) = (problem, architecture);
        _elements = [.. Enum.GetValues<Operand>().Select(o => (double)problem.Elements(o))];
        _cells = new ExtentCells[3];
        for (var operand = 0; operand < 3; operand++)
        {
            int[] lacked = [.. Enumerable.Range(0, chains.Length).Where(d => problem.Dimensions[d].Size > 1 && !problem.Tensors[operand].Uses(d))];
            IsApplicable &= lacked.All(d => problem.Tensors.Count(t => t.Uses(d)) == 2);
            // Of several such dimensions the others are taken to be free of charge; of sums, each would start more at zero.
            IsApplicable &= operand != (int)Operand.Output || lacked.Length <= 1;
            var largest = lacked.Length == 0 ? -1 : lacked.MaxBy(d => problem.Dimensions[d].Size);
            _cells[operand] = largest < 0 ? new ExtentCells(1, [], slots, architecture, cells) : new ExtentCells(problem.Dimensions[largest].Size, chains[largest], slots, architecture, cells);
        }

        _spreads = [.. architecture.Levels.Select((level, l) => SpreadOption.Of(level, l, _cells, spreads))];
    }

    /// <summary>Whether each dimension is used by two operands or by all, and sums go over one.</summary>
    public bool IsApplicable { get; } = true;

    private int Cells => _cells[0].Count * _cells[1].Count * _cells[2].Count;

    /// <summary>About how many sums the bound of mappings that keep certain operands takes.</summary>
    /// <param name="keeps">By level.</param>
    public double Work(OperandSet[] keeps)
    {
        var work = 0.0;
        for (var level = 0; level < keeps.Length; level++)
        {
            work += (double)Cells * _spreads[level].SelectMany(s => s.Shares).Distinct().Count();
            var into = Into(level, keeps);
            foreach (var spread in _spreads[level]) work += Operands.Aggregate(1.0, (product, o) => product * into.Left(o, spread).Sum(l => l.To - l.From + 1.0));
        }

        return work;
    }

    /// <summary>The least energy of all transfers of mappings that keep certain operands, or more than enough; infinite if none fits.</summary>
    /// <param name="keeps">By level.</param>
    /// <param name="floors">By level, the number of levels for the multipliers: what its transfers from and to its parents take at least, where that is known.</param>
    /// <param name="enough">Mappings that take more do not matter.</param>
    public double Picojoules(OperandSet[] keeps, double[] floors, double enough = double.PositiveInfinity)
    {
        var least = Picojoules(keeps, _ => false, enough);
        bool[] areLoose = [.. Enumerable.Range(0, keeps.Length + 1).Select(child => floors[child] > 0 && IsLoose(keeps, child))];
        if (!areLoose.Contains(true)) return least;
        var apart = floors.Where((_, child) => areLoose[child]).Sum();
        return Math.Max(least, Picojoules(keeps, child => areLoose[child], enough - apart) + apart);
    }

    private double Picojoules(OperandSet[] keeps, Func<int, bool> isLeftOut, double enough)
    {
        var prices = new FlowPrices(_problem, _architecture, _spreads, keeps, isLeftOut);
        var costs = Everywhere();
        costs[^1] = 0;
        var most = enough + Math.Abs(enough) * Rounding - prices.Constant;
        for (var level = 0; level < keeps.Length; level++) costs = Inwards(costs, level, prices, keeps, most);
        return (Math.Min(costs[0], most) + prices.Constant) * (1 - Rounding / 2);
    }

    /// <summary>Whether an operand passes several levels with instances on its way in: how they share it out together is not known where one of them is looked at.</summary>
    private bool IsLoose(OperandSet[] keeps, int child) => Enum.GetValues<Operand>().Any(operand =>
    {
        if (child < keeps.Length && !keeps[child].Has(operand)) return false;
        var parent = child - 1;
        while (parent > 0 && !keeps[parent].Has(operand)) parent--;
        return Enumerable.Range(parent, child - parent).Count(l => _architecture.Levels[l].Fanout.Count > 0) > 1;
    });

    /// <summary>From the least costs of the extents that come in at a level to those that come in at the next.</summary>
    private double[] Inwards(double[] costs, int level, FlowPrices prices, OperandSet[] keeps, double most)
    {
        var inner = Everywhere();
        var into = Into(level, keeps);
        double[][] incoming = [.. Operands.Select(o => Elements(o, c => c.Moving[level]))];
        double[][] inside = [.. Operands.Select(o => Elements(o, c => c.MovingInside[level]))];
        // By operand: only loops of the dimension that it lacks.
        double[][] alone = [.. Operands.Select(o => Fall([.. costs], o))];
        var innermost = new Dictionary<(int, double, double), double[]>();
        double[] outside = [.. costs];
        foreach (var d in Operands) Fall(outside, d);
        foreach (var spread in _spreads[level])
        {
            var multipliers = prices.Multipliers(level, spread);
            (double Often, double Once)[] price = [.. Operands.Select(o => prices.Price((Operand)o, level + 1, spread))];
            double[][] staying = [.. Operands.Select(o => Staying(o, price[o]))];
            double[] once = [.. Operands.Select(o => price[o].Once * _elements[o])];
            (int Next, int From, int To)[][] left = [.. Operands.Select(o => into.Left(o, spread))];
            foreach (var input in left[0])
            {
                foreach (var weight in left[1])
                {
                    foreach (var output in left[2])
                    {
                        var to = Index(input.Next, weight.Next, output.Next);
                        if (!into.Fits[to]) continue;
                        var least = multipliers + Least(input, weight, output, outside, Math.Min(most, inner[to]) - multipliers, costs, alone, staying, inside, price, once);
                        if (least < inner[to] && least <= most) inner[to] = least;
                    }
                }
            }
        }

        return inner;

        double[] Staying(int operand, (double Often, double Once) price)
        {
            if (innermost.TryGetValue((operand, price.Often, price.Once), out var table)) return table;
            table = [.. costs.Zip(incoming[operand], (cost, elements) => cost + Math.Max(price.Once * _elements[operand], price.Often * elements))];
            foreach (var d in Operands) Fall(table, d);
            innermost.Add((operand, price.Often, price.Once), table);
            return table;
        }
    }

    /// <summary>The ways from a level to the next.</summary>
    private WaysIn Into(int level, OperandSet[] keeps)
    {
        var isLast = level == keeps.Length - 1;
        var fits = isLast ? [true] : Fitting(level + 1, keeps);
        var some = _cells.Select(c => new bool[c.Count]).ToArray();
        for (var at = 0; at < fits.Length; at++)
        {
            if (!fits[at]) continue;
            some[0][at / (_cells[1].Count * _cells[2].Count)] = true;
            some[1][at / _cells[2].Count % _cells[1].Count] = true;
            some[2][at % _cells[2].Count] = true;
        }

        return new WaysIn(fits, (operand, spread) => Array.FindAll(_cells[operand].Left(level, spread.Shares[operand]), l => some[operand][l.Next]));
    }

    /// <summary>By extents: whether their tiles may fit a level.</summary>
    private bool[] Fitting(int level, OperandSet[] keeps)
    {
        var fits = new bool[Cells];
        // Sums that are not complete within the level come as partial ones, unless memories further in hold all of the tile until they are.
        var heldInside = HeldInside(level, keeps);
        for (var i = 0; i < _cells[0].Count; i++)
        {
            for (var w = 0; w < _cells[1].Count; w++)
            {
                for (var o = 0; o < _cells[2].Count; o++) fits[Index(i, w, o)] = Fits(level, keeps[level], _cells[2].Upper(o) < _cells[2].Size ? heldInside : double.PositiveInfinity, i, w, o);
            }
        }

        return fits;
    }

    /// <summary>Elements of sums that the next memories which keep them, further in than a level, hold together at most.</summary>
    private double HeldInside(int level, OperandSet[] keeps)
    {
        var instances = 1.0;
        for (var inside = level + 1; inside < keeps.Length; inside++)
        {
            instances *= _architecture.Levels[inside - 1].Fanout.Aggregate(1.0, (product, axis) => product * axis.Size);
            if (!keeps[inside].Has(Operand.Output)) continue;
            var memory = _architecture.Levels[inside];
            return memory.SizeBits is { } size ? instances * Math.Floor((double)size / memory.Buffers / _problem.Tensor(Operand.Output).Bits) : double.PositiveInfinity;
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Least((int Next, int From, int To) input, (int Next, int From, int To) weight, (int Next, int From, int To) output, double[] outside, double most, double[] costs, double[][] alone, double[][] staying, double[][] inside, (double Often, double Once)[] price, double[] once)
    {
        var least = double.PositiveInfinity;
        for (var i = input.From; i <= input.To; i++)
        {
            for (var w = weight.From; w <= weight.To; w++)
            {
                for (var o = output.From; o <= output.To; o++)
                {
                    var at = Index(i, w, o);
                    if (outside[at] > most) continue;
                    var first = Math.Max(once[0], price[0].Often * inside[0][at]);
                    var second = Math.Max(once[1], price[1].Often * inside[1][at]);
                    var third = Math.Max(once[2], price[2].Often * inside[2][at]);
                    least = Math.Min(least, Math.Min(staying[0][at], alone[0][at] + once[0]) + second + third);
                    least = Math.Min(least, Math.Min(staying[1][at], alone[1][at] + once[1]) + first + third);
                    least = Math.Min(least, Math.Min(staying[2][at], alone[2][at] + once[2]) + first + second);
                    // No loop at all.
                    least = Math.Min(least, costs[at] + once[0] + once[1] + once[2]);
                }
            }
        }

        return least;
    }

    /// <summary>By extents: how many elements of an operand go by if the dimension that it lacks is cut into pieces as large.</summary>
    private double[] Elements(int operand, Func<ExtentCells, double[]> moving)
    {
        var elements = new double[Cells];
        for (var i = 0; i < _cells[0].Count; i++)
        {
            for (var w = 0; w < _cells[1].Count; w++)
            {
                for (var o = 0; o < _cells[2].Count; o++)
                {
                    int[] at = [i, w, o];
                    var share = Operands.Min(d => d == operand ? 1 : moving(_cells[d])[at[d]]);
                    elements[Index(i, w, o)] = _elements[operand] * share * _cells[operand].Size / _cells[operand].Upper(at[operand]);
                }
            }
        }

        return elements;
    }

    /// <summary>Makes each cost the least of all with larger extents of a dimension.</summary>
    private double[] Fall(double[] costs, int dimension)
    {
        var stride = dimension == 0 ? _cells[1].Count * _cells[2].Count : dimension == 1 ? _cells[2].Count : 1;
        for (var at = costs.Length - 1 - stride; at >= 0; at--)
        {
            if (at / stride % _cells[dimension].Count < _cells[dimension].Count - 1) costs[at] = Math.Min(costs[at], costs[at + stride]);
        }

        return costs;
    }

    /// <summary>Whether chains hand such extents to a level and the tiles may fit together; sums that no memory further in holds all of are partial ones.</summary>
    private bool Fits(int level, OperandSet keeps, double heldInside, int input, int weight, int output)
    {
        if (!_cells[0].ComesIn(level, input) || !_cells[1].ComesIn(level, weight) || !_cells[2].ComesIn(level, output)) return false;
        var memory = _architecture.Levels[level];
        if (memory.SizeBits is not { } size) return true;
        double n = _cells[0].Lower(input), m = _cells[1].Lower(weight), k = _cells[2].Lower(output);
        var bits = 0.0;
        if (keeps.Has(Operand.Input)) bits += m * k * _problem.Tensor(Operand.Input).Bits;
        if (keeps.Has(Operand.Weight)) bits += n * k * _problem.Tensor(Operand.Weight).Bits;
        if (keeps.Has(Operand.Output)) bits += m * n * (m * n > heldInside ? _problem.PartialBits : _problem.Tensor(Operand.Output).Bits);
        return bits * memory.Buffers <= size;
    }

    private double[] Everywhere()
    {
        var costs = new double[Cells];
        Array.Fill(costs, double.PositiveInfinity);
        return costs;
    }

    private int Index(int input, int weight, int output) => (input * _cells[1].Count + weight) * _cells[2].Count + output;

    /// <summary>By extents that come in at the next level: whether their tiles may fit; by operand: those of which some do, with what may be left before they are dealt.</summary>
    private sealed record WaysIn(bool[] Fits, Func<int, SpreadOption, (int Next, int From, int To)[]> Left);
}
