namespace HwAgent.Core.Compression;

/// <summary>What each width of a unit costs and loses.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Options">Ascending by width. The loss is in nats of divergence from the teacher, a token.</param>
public sealed record UnitSensitivity(CompressionUnit Unit, IReadOnlyList<AllocationOption> Options);
