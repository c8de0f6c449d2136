namespace HwAgent.Toolchain.Sandboxing;

/// <summary>Reads the descendants of a process from Linux' <c>/proc</c>; elsewhere everything is empty.</summary>
internal static class ProcessTree
{
    /// <summary>Every living descendant of <paramref name="root"/>, parents before children.</summary>
    public static IReadOnlyList<ProcessIdentity> Descendants(int root)
    {
        var found = new List<ProcessIdentity>();
        var pending = new Queue<int>();
        pending.Enqueue(root);
        while (pending.TryDequeue(out var parent))
        {
            foreach (var child in Children(parent))
            {
                if (Identify(child) is not { } identity) continue;
                found.Add(identity);
                pending.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>Whether the very process is still there; a recycled process id does not count.</summary>
    public static bool IsAlive(ProcessIdentity process) => Identify(process.Id) is { } now && now.StartTicks == process.StartTicks;

    private static List<int> Children(int parent)
    {
        var children = new List<int>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{parent}/task"))
            {
                foreach (var id in File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    children.Add(int.Parse(id));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process ended while it was looked at.
        }

        return children;
    }

    private static ProcessIdentity? Identify(int id)
    {
        try
        {
            // proc(5): the second field is the name in parentheses and may contain anything; field 3 follows its last ')'.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : new ProcessIdentity(id, ulong.Parse(fields[19]), long.Parse(fields[21]) * Environment.SystemPageSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
