namespace HwAgent.Cli.Mapping;

/// <summary>One product as SCALE-Sim counts it.</summary>
/// <param name="Name">The product.</param>
/// <param name="M">Rows.</param>
/// <param name="N">Columns.</param>
/// <param name="K">Summed length.</param>
/// <param name="Repeats">Executions in one pass.</param>
/// <param name="Cycles">Of one execution, without stalls.</param>
internal sealed record ScaleSimRow(string Name, long M, long N, long K, long Repeats, long Cycles);
