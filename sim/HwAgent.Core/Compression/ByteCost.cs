namespace HwAgent.Core.Compression;

/// <summary>Bytes as stored: weights packed at their true width, row by row, a 4-byte scale a row, a byte for each group scale of rows below 8 bits.</summary>
/// <param name="GroupSize">Inputs that share an integer scale; 0 for none.</param>
public sealed record ByteCost(int GroupSize) : IUnitCost
{
    private const int ScaleBytes = 4;

    public string Name => "bytes";

    public long Cost(RowRange rows, int bits)
    {
        var groups = GroupSize == 0 || bits == 8 ? 0 : (rows.Inputs + GroupSize - 1) / GroupSize;
        return (long)rows.Count * (((long)rows.Inputs * bits + 7) / 8 + ScaleBytes + groups);
    }
}
