using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>A set of mappings: every block size within three ranges, both ends included. Rows count one by one, columns in tiles of the array, depth in granules.</summary>
internal readonly record struct MappingBox(BlockOrder Order, int FewestRows, int MostRows, int FewestTiles, int MostTiles, int FewestGranules, int MostGranules)
{
    /// <summary>Mappings in the box.</summary>
    public long Count => (long)(MostRows - FewestRows + 1) * (MostTiles - FewestTiles + 1) * (MostGranules - FewestGranules + 1);

    /// <summary>Two halves. Costs follow the number of blocks, so a range is split at its geometric mean, and the one that spans the largest factor is split.</summary>
    public (MappingBox Small, MappingBox Large) Split()
    {
        double rows = (double)MostRows / FewestRows, tiles = (double)MostTiles / FewestTiles, granules = (double)MostGranules / FewestGranules;
        if (rows >= tiles && rows >= granules)
        {
            var middle = Middle(FewestRows, MostRows);
            return (this with { MostRows = middle }, this with { FewestRows = middle + 1 });
        }

        if (tiles >= granules)
        {
            var middle = Middle(FewestTiles, MostTiles);
            return (this with { MostTiles = middle }, this with { FewestTiles = middle + 1 });
        }

        var depth = Middle(FewestGranules, MostGranules);
        return (this with { MostGranules = depth }, this with { FewestGranules = depth + 1 });
    }

    private static int Middle(int low, int high) => Math.Clamp((int)Math.Sqrt((double)low * high), low, high - 1);
}
