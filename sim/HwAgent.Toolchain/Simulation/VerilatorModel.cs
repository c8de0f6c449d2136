using HwAgent.Toolchain.Caching;

namespace HwAgent.Toolchain.Simulation;

/// <summary>A built simulation, to be run any number of times. Holds the program itself, so that emptying the cache does not break it.</summary>
public sealed class VerilatorModel
{
    internal VerilatorModel(CacheKey key, byte[] program, string toolVersion)
    {
        Key = key;
        Program = program;
        ToolVersion = toolVersion;
    }

    /// <summary>Version of Verilator it was built with.</summary>
    public string ToolVersion { get; }

    /// <summary>Size of the executable in bytes.</summary>
    public int ProgramBytes => Program.Length;

    internal CacheKey Key { get; }

    internal byte[] Program { get; }
}
