using System.Text.Json.Serialization;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Toolchain.Simulation;

/// <summary>What a simulation did.</summary>
public sealed record SimulationResult
{
    /// <summary>Built, ran to its own end with status 0, and left every file it was asked for.</summary>
    public required bool Completed { get; init; }

    /// <summary>Stopped at the limit of wall or CPU time.</summary>
    public required bool TimedOut { get; init; }

    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The start of what the simulation printed. For people: a verdict never comes from here.</summary>
    public required string Log { get; init; }

    /// <summary>Version of the simulator.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The files that were asked for and are there.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, byte[]> Outputs { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Time to build the simulation; short when it came from the cache.</summary>
    [JsonIgnore]
    public TimeSpan BuildTime { get; init; }

    /// <summary>Time of the simulation itself; short when it came from the cache.</summary>
    [JsonIgnore]
    public TimeSpan RunTime { get; init; }
}
