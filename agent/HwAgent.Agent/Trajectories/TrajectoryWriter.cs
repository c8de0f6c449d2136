using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HwAgent.Agent.Trajectories;

/// <summary>
/// Appends events to <c>trajectory.jsonl</c>, one JSON object a line, on disk before <see cref="Append{T}"/> returns.
/// The bytes hold no time and depend on the events alone; with a clock, <c>timings.jsonl</c> beside the file gets
/// <c>{"seq":n,"seconds":s}</c> a line. Safe to call from several threads.
/// </summary>
public sealed class TrajectoryWriter : IDisposable
{
    /// <summary>File beside the trajectory that holds wall-clock seconds since the writer was opened.</summary>
    public const string TimingsFileName = "timings.jsonl";

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = false };

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly FileStream? _timings;
    private readonly TimeProvider? _time;
    private readonly long _startedTimestamp;
    private readonly Queue<byte[]> _recorded;
    private long _seq;

    private TrajectoryWriter(string path, FileStream file, Queue<byte[]> recorded, long seq, TimeProvider? time)
    {
        Path = path;
        _file = file;
        _recorded = recorded;
        _seq = seq;
        _time = time;
        if (time is null) return;
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        _timings = new FileStream(System.IO.Path.Combine(folder, TimingsFileName), FileMode.Append, FileAccess.Write, FileShare.Read);
        _startedTimestamp = time.GetTimestamp();
    }

    /// <summary>The trajectory file.</summary>
    public string Path { get; }

    /// <summary>Recorded events that a resumed run has not yet repeated; 0 for a new trajectory.</summary>
    public int PendingCount
    {
        get
        {
            lock (_gate) return _recorded.Count;
        }
    }

    /// <summary>Starts a new trajectory.</summary>
    /// <param name="path">A file that does not exist yet.</param>
    /// <param name="time">When given, event times go to <see cref="TimingsFileName"/>.</param>
    /// <exception cref="IOException">The file exists: a trajectory is never overwritten.</exception>
    public static TrajectoryWriter Create(string path, TimeProvider? time = null) =>
        new(path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), new Queue<byte[]>(), 0, time);

    /// <summary>
    /// Takes up a recorded run that is carried out again from its start: the first <paramref name="keep"/> appended events must equal the
    /// recorded ones byte for byte and are not written twice; what follows is appended. Everything after the kept events is cut off.
    /// </summary>
    /// <param name="recorded">What <see cref="TrajectoryReader.Read"/> found.</param>
    /// <param name="keep">Events to keep; null: <see cref="Trajectory.ResumePoint"/>.</param>
    /// <param name="time">As in <see cref="Create"/>.</param>
    public static TrajectoryWriter Resume(Trajectory recorded, int? keep = null, TimeProvider? time = null)
    {
        var (file, lines) = Reopen(recorded, keep ?? recorded.ResumePoint);
        return new TrajectoryWriter(recorded.Path, file, lines, 0, time);
    }

    /// <summary>Goes on writing after the last intact event, without repeating the run.</summary>
    public static TrajectoryWriter Continue(Trajectory recorded, TimeProvider? time = null)
    {
        var (file, lines) = Reopen(recorded, recorded.Events.Count);
        return new TrajectoryWriter(recorded.Path, file, new Queue<byte[]>(), lines.Count, time);
    }

    /// <summary>Writes one event and returns its sequence number.</summary>
    /// <param name="type">The event type; see <see cref="TrajectoryEventTypes"/>.</param>
    /// <param name="payload">Serialises to a JSON object without <c>seq</c> and <c>type</c>.</param>
    /// <param name="typeInfo">From a source-generated context, <see cref="TrajectoryJson"/> for the loop's events.</param>
    /// <exception cref="TrajectoryDivergedException">A resumed run does not repeat its recording.</exception>
    public long Append<T>(string type, T payload, JsonTypeInfo<T> typeInfo) => Append(type, JsonSerializer.SerializeToElement(payload, typeInfo));

    /// <summary>Writes one event whose payload is JSON already, and returns its sequence number.</summary>
    public long Append(string type, JsonElement payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        if (payload.ValueKind != JsonValueKind.Object) throw new ArgumentException($"The payload of '{type}' is a JSON {payload.ValueKind}; an event is an object.", nameof(payload));
        lock (_gate)
        {
            var seq = _seq;
            var line = Line(seq, type, payload.EnumerateObject());
            if (_recorded.TryPeek(out var expected))
            {
                if (!line.AsSpan().SequenceEqual(expected)) throw Diverged(seq, expected, line);
                _recorded.Dequeue();
            }
            else
            {
                _file.Write(line);
                _file.Flush(flushToDisk: true);
                WriteTiming(seq);
            }

            _seq++;
            return seq;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _timings?.Dispose();
    }

    private static (FileStream File, Queue<byte[]> Lines) Reopen(Trajectory recorded, int keep)
    {
        var lines = new Queue<byte[]>();
        long kept = 0;
        var bytes = File.ReadAllBytes(recorded.Path);
        while (lines.Count < keep)
        {
            var length = bytes.AsSpan((int)kept).IndexOf((byte)'\n') + 1;
            lines.Enqueue(bytes.AsSpan((int)kept, length).ToArray());
            kept += length;
        }

        var file = new FileStream(recorded.Path, FileMode.Open, FileAccess.Write, FileShare.Read);
        file.SetLength(kept);
        file.Seek(0, SeekOrigin.End);
        return (file, lines);
    }

    /// <summary>The line of a recorded event under another number.</summary>
    internal static byte[] Renumber(TrajectoryEvent recorded, long seq) => Line(seq, recorded.Type, recorded.Json.EnumerateObject().Where(p => p.Name is not ("seq" or "type")));

    private static byte[] Line(long seq, string type, IEnumerable<JsonProperty> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq", seq);
            writer.WriteString("type", type);
            foreach (var property in properties)
            {
                if (property.Name is "seq" or "type") throw new ArgumentException($"The payload of '{type}' has a property '{property.Name}', which the trajectory sets itself.", nameof(properties));
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteTiming(long seq)
    {
        if (_timings is null) return;
        var seconds = _time!.GetElapsedTime(_startedTimestamp).TotalSeconds;
        _timings.Write(Encoding.UTF8.GetBytes($"{{\"seq\":{seq},\"seconds\":{seconds:F3}}}\n"));
        _timings.Flush();
    }

    private TrajectoryDivergedException Diverged(long seq, byte[] expected, byte[] actual)
    {
        var at = expected.AsSpan().CommonPrefixLength(actual);
        return new TrajectoryDivergedException(
            $"{Path}:{seq + 1}: the run does not repeat its recording from byte {at} of this line on: recorded '{Around(expected, at)}', now '{Around(actual, at)}'. The program, the spec or a file it names has changed since.");
    }

    private static string Around(byte[] line, int at)
    {
        var start = Math.Max(0, at - 40);
        return Encoding.UTF8.GetString(line, start, Math.Min(100, line.Length - start)).TrimEnd('\n');
    }
}
