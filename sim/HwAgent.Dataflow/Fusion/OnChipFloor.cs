using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>
/// Energy that the memories on the chip take at least for a product, whatever its mapping. Each multiplication reads its input and weight and updates its sum at the innermost level that keeps
/// them, shared with the instances along axes that run over the dimension which the operand lacks; an axis that serves one operand does not serve another. Besides, each element passes
/// once through every level that must keep it.
/// </summary>
/// <param name="architecture">The whole of it.</param>
/// <param name="buffer">Level of the shared buffer, where resident operands have their home; -1: there is none.</param>
internal sealed class OnChipFloor(Architecture architecture, int buffer)
{
    /// <summary>Steps towards the best use of the axes; each of them gives a bound.</summary>
    private const int MostSteps = 100;

    /// <summary>A bound so close to what is reached is good enough.</summary>
    private const double Enough = 1e-3;

    private static readonly Operand[] Operands = [Operand.Input, Operand.Weight, Operand.Output];

    private readonly Dictionary<Key, List<KeptAt>> _known = [];

    /// <summary>A lower bound of the energy of all levels but the off-chip memory for one execution, in picojoules.</summary>
    public double Picojoules(in ProductExecution execution)
    {
        var problem = execution.Problem;
        var key = new Key(
            execution.Resident, problem.Tensors[0].Bits, problem.Tensors[1].Bits, problem.Tensors[2].Bits, problem.PartialBits,
            problem.Dimensions[1].Size > 1, problem.Dimensions[2].Size > 1, problem.Dimensions[3].Size > 1);
        if (!_known.TryGetValue(key, out var places)) _known[key] = places = Places(key);
        var least = double.PositiveInfinity;
        foreach (var place in places)
        {
            var picojoules = problem.Macs * place.OfMac;
            foreach (var operand in Operands) picojoules += problem.Elements(operand) * place.OfElement[(int)operand];
            least = Math.Min(least, picojoules);
        }

        return Math.Max(0, least);
    }

    /// <summary>Every choice of the innermost levels.</summary>
    private List<KeptAt> Places(Key key)
    {
        var found = new List<KeptAt>();
        foreach (var input in Innermost(Operand.Input, key))
        {
            foreach (var weight in Innermost(Operand.Weight, key))
            {
                foreach (var output in Innermost(Operand.Output, key))
                {
                    int[] at = [input, weight, output];
                    found.Add(new KeptAt(OfMac(at, key), [.. Operands.Select(o => OfElement(o, at[(int)o], key))]));
                }
            }
        }

        return found;
    }

    /// <summary>Levels that may be the innermost one of an operand; 0, whose energy is not counted here, where it need not be kept on the chip.</summary>
    private IEnumerable<int> Innermost(Operand operand, Key key)
    {
        var outermost = key.Resident.Has(operand) ? buffer : 0;
        var last = outermost;
        for (var l = outermost; l < architecture.Levels.Count; l++) if (architecture.Levels[l].MustKeep.Has(operand)) last = l;
        return Enumerable.Range(last, architecture.Levels.Count - last).Where(l => l == last || architecture.Levels[l].MayKeep.Has(operand));
    }

    /// <summary>What each element takes once, and what is too much in <see cref="OfMac"/> of its first and last update.</summary>
    private double OfElement(Operand operand, int innermost, Key key)
    {
        if (innermost == 0) return 0;
        var isResident = key.Resident.Has(operand);
        var (bits, sum) = (key.Bits(operand), 0.0);
        for (var l = isResident ? buffer + 1 : 1; l < architecture.Levels.Count; l++)
        {
            var level = architecture.Levels[l];
            if (!level.MustKeep.Has(operand)) continue;
            // Sums at the innermost level are counted with the multiplications.
            if (operand != Operand.Output || l != innermost) sum += bits * level.WritePicojoulesPerBit;
            if (l != innermost) sum += bits * level.ReadPicojoulesPerBit;
        }

        if (operand != Operand.Output) return isResident && innermost != buffer ? sum + (bits * architecture.Levels[buffer].ReadPicojoulesPerBit) : sum;
        // Sums start at zero, in each of the instances that may have a part of them, and the last of their updates is as narrow as the result.
        var own = architecture.Levels[innermost];
        return sum - ((key.PartialBits - bits) * ((architecture.Instances(innermost) * own.ReadPicojoulesPerBit) + own.WritePicojoulesPerBit));
    }

    /// <summary>
    /// The least energy of one multiplication. In the logarithms of the instances along each axis and dimension it is convex, so that its tangent at any point is a bound; steps of
    /// Frank and Wolfe (Naval Research Logistics 3, 1956) lead to a good point.
    /// </summary>
    private double OfMac(int[] at, Key key)
    {
        double[] price = [.. Operands.Select(o => at[(int)o] == 0 ? 0 : Price(o, architecture.Levels[at[(int)o]], key))];
        // By axis and operand: the logarithm of the instances that one transfer serves if all of the axis does.
        var axes = new List<double[]>();
        for (var l = 0; l < architecture.Levels.Count; l++)
        {
            foreach (var axis in architecture.Levels[l].Fanout)
                axes.Add([.. Operands.Select(o => l >= at[(int)o] && axis.Merges(o) && key.MaySpread(o, architecture, l, axis.Name) ? Math.Log(axis.Size) : 0)]);
        }

        var shares = axes.Select(_ => new double[] { 1 / 3.0, 1 / 3.0, 1 / 3.0 }).ToArray();
        var best = 0.0;
        for (var step = 0; step < MostSteps; step++)
        {
            double[] cost = [.. price];
            for (var a = 0; a < axes.Count; a++) for (var o = 0; o < 3; o++) cost[o] *= Math.Exp(-shares[a][o] * axes[a][o]);
            var (reached, bound) = (cost.Sum(), cost.Sum());
            for (var a = 0; a < axes.Count; a++)
            {
                var steepest = 0;
                for (var o = 0; o < 3; o++)
                {
                    bound += cost[o] * axes[a][o] * shares[a][o];
                    if (cost[o] * axes[a][o] > cost[steepest] * axes[a][steepest]) steepest = o;
                }

                bound -= cost[steepest] * axes[a][steepest];
                for (var o = 0; o < 3; o++) shares[a][o] += 2.0 / (step + 2) * ((o == steepest ? 1 : 0) - shares[a][o]);
            }

            best = Math.Max(best, bound);
            if (reached - best < Enough * reached) break;
        }

        // Exponentials differ in their last digits.
        return best * (1 - 1e-9);
    }

    private static double Price(Operand operand, MemoryLevel level, Key key) =>
        operand == Operand.Output ? key.PartialBits * (level.ReadPicojoulesPerBit + level.WritePicojoulesPerBit) : key.Bits(operand) * level.ReadPicojoulesPerBit;

    /// <summary>What the bound depends on beside the numbers of elements.</summary>
    private readonly record struct Key(OperandSet Resident, int InputBits, int WeightBits, int OutputBits, int PartialBits, bool HasM, bool HasN, bool HasK)
    {
        public int Bits(Operand operand) => operand switch { Operand.Input => InputBits, Operand.Weight => WeightBits, _ => OutputBits };

        /// <summary>Whether the dimension that an operand lacks may go over an axis.</summary>
        public bool MaySpread(Operand operand, Architecture architecture, int level, string axis)
        {
            var (name, isThere) = operand switch { Operand.Input => ("N", HasN), Operand.Weight => ("M", HasM), _ => ("K", HasK) };
            var constraint = architecture.Constraints.Levels.FirstOrDefault(c => c.Level == architecture.Levels[level].Name);
            return isThere && (constraint?.AxisDimensions.GetValueOrDefault(axis) is not { } allowed || allowed.Contains(name));
        }
    }

    /// <summary>Prices where the operands are kept at certain levels.</summary>
    private sealed record KeptAt(double OfMac, double[] OfElement);
}
