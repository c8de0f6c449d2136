using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>The figures of a mapping in the order in which an objective looks at them.</summary>
/// <param name="First">Cycles, picojoules, or their product.</param>
/// <param name="Second">Breaks ties.</param>
/// <param name="Third">Breaks ties of both.</param>
public readonly record struct RivalScore(double First, double Second, double Third)
{
    /// <summary>Sums of energies in another order differ in their last digits.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>No mapping at all.</summary>
    public static RivalScore None { get; } = new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Of a cost.</summary>
    public static RivalScore Of(RivalCase given, NestCost cost)
    {
        double cycles = given.Account == LatencyAccount.Full ? cost.LatencyCycles : cost.SteadyCycles;
        return given.Objective switch
        {
            Objective.Latency => new RivalScore(cycles, cost.EnergyPicojoules, cost.DramBits),
            Objective.Energy => new RivalScore(cost.EnergyPicojoules, cycles, cost.DramBits),
            _ => new RivalScore(cycles * cost.EnergyPicojoules, cycles, cost.DramBits),
        };
    }

    /// <summary>The first figure in which this one is better, 1 to 3; 0 when it is not better.</summary>
    public int BetterIn(RivalScore other)
    {
        ReadOnlySpan<(double Mine, double Other)> figures = [(First, other.First), (Second, other.Second), (Third, other.Third)];
        for (var i = 0; i < figures.Length; i++)
        {
            if (figures[i].Mine < figures[i].Other * (1 - Tolerance)) return i + 1;
            if (!(figures[i].Mine <= figures[i].Other * (1 + Tolerance))) return 0;
        }

        return 0;
    }

    /// <summary>The strict order of a search: negative when this one is better.</summary>
    public int CompareTo(RivalScore other) => (First, Second, Third).CompareTo((other.First, other.Second, other.Third));
}
