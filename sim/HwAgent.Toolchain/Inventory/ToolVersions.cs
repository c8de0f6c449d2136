using System.Collections.ObjectModel;

namespace HwAgent.Toolchain.Inventory;

/// <summary>The versions of the tools a result rests on, by tool name in ordinal order.</summary>
public sealed class ToolVersions(IEnumerable<ToolStatus> tools)
    : ReadOnlyDictionary<string, string>(new SortedDictionary<string, string>(
        tools.Where(static tool => tool.Version is not null).ToDictionary(static tool => tool.Name, static tool => tool.Version!),
        StringComparer.Ordinal));
