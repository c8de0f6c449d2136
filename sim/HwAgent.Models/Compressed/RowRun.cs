namespace HwAgent.Models.Compressed;

/// <summary>Neighbouring rows of one width.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Bits">Their width.</param>
internal sealed record RowRun(int Rows, int Bits);
