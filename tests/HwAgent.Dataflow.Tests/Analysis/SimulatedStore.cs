using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>One operand at one level, all instances.</summary>
internal sealed class SimulatedStore(Operand operand, int level, SimulatedStore? parent)
{
    private readonly Dictionary<long, HashSet<ulong>> _holders = [];

    public Operand Operand => operand;

    public int Level => level;

    public SimulatedStore? Parent => parent;

    /// <summary>By instance.</summary>
    public Dictionary<ulong, SimulatedTile> Tiles { get; } = [];

    public void Hold(ulong instance, SimulatedTile tile)
    {
        Tiles.Add(instance, tile);
        foreach (var element in tile.Elements())
        {
            if (!_holders.TryGetValue(element, out var instances)) _holders.Add(element, instances = []);
            instances.Add(instance);
        }
    }

    /// <summary>Whether several instances had a part of the sum so far.</summary>
    public bool IsShared(long element) => _holders[element].Count > 1;
}
