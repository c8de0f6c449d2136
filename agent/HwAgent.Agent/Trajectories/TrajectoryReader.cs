using System.Text.Json;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Trajectories;

/// <summary>Reads <c>trajectory.jsonl</c>. A last line torn by a crash is dropped and noted; any other damage is an error.</summary>
public static class TrajectoryReader
{
    private const byte LineFeed = (byte)'\n';

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="TrajectoryFormatException">A line before the last is no event, or events are missing.</exception>
    public static Trajectory Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no trajectory at '{path}'. Name the trajectory.jsonl of a run directory.", path);
        var bytes = File.ReadAllBytes(path);
        var events = new List<TrajectoryEvent>();
        var notes = new List<Diagnostic>();
        var start = 0;
        while (start < bytes.Length)
        {
            var length = bytes.AsSpan(start).IndexOf(LineFeed);
            var last = length < 0 || start + length + 1 == bytes.Length;
            var parsed = length < 0 ? null : Parse(bytes.AsMemory(start, length), events.Count);
            if (parsed is null)
            {
                if (!last) throw new TrajectoryFormatException($"{path}:{events.Count + 1}: this line is no trajectory event with seq {events.Count}. The file was changed or damaged after it was written.");
                notes.Add(Torn(path, events.Count + 1, bytes.Length - start));
                break;
            }

            events.Add(parsed);
            start += length + 1;
        }

        return new Trajectory(path, events, start, notes);
    }

    private static TrajectoryEvent? Parse(ReadOnlyMemory<byte> line, int expectedSeq)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var whole = root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("seq", out var seq) && seq.ValueKind == JsonValueKind.Number && seq.TryGetInt64(out var number) && number == expectedSeq
                && root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
            return whole ? new TrajectoryEvent(expectedSeq, root.GetProperty("type").GetString()!, root.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Diagnostic Torn(string path, int line, int lengthBytes) =>
        new("trajectory", DiagnosticSeverity.Note, "trajectory.torn-line", $"The last line was cut off in mid-write ({lengthBytes} bytes) and is dropped.")
        {
            File = path,
            Line = line,
            Advice = "Nothing needs doing: the run goes on from the event before it.",
        };
}
