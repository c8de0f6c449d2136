using System.Text;
using System.Text.Json;
using HwAgent.Evals.Runs;
using HwAgent.Evaluation.Files;

namespace HwAgent.Evals.Arrays;

/// <summary>
/// The JSON lines that an agreement run leaves: its plan, then a row a product in the order of the plan, each written when its simulation has ended.
/// A run that finds its own file goes on behind the last whole line. Held open while the run lasts, so that two runs cannot mix.
/// </summary>
internal sealed class AgreementFile : IDisposable
{
    private readonly FileStream _stream;

    private AgreementFile(FileStream stream, List<AgreementRow> rows)
    {
        _stream = stream;
        Rows = rows;
    }

    /// <summary>What earlier runs have done.</summary>
    public IReadOnlyList<AgreementRow> Rows { get; }

    /// <exception cref="EvalFileException">The file is of another plan, damaged, in use, or cannot be written.</exception>
    public static AgreementFile Open(string path, AgreementPlan plan)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var text = File.Exists(path) ? File.ReadAllText(path) : "";
            // A killed run may have left half a line.
            var whole = text[..(text.LastIndexOf('\n') + 1)];
            var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length == 0)
            {
                if (text.Length > 0) throw new EvalFileException(path, 1, "this is no file of an agreement run", "name another file");
                whole = JsonSerializer.Serialize(plan, EvalJson.Line) + "\n";
            }
            else
            {
                var started = Read<AgreementPlan>(path, 1, lines[0]);
                if (started != plan) throw new EvalFileException(path, 1, $"it was started with {started}, this is {plan}", "go on with the same options and the same build, or name another file");
            }

            var rows = lines.Skip(1).Select((line, i) => Read<AgreementRow>(path, i + 2, line)).ToList();
            for (var i = 0; i < rows.Count; i++)
            {
                if (rows[i].Index != i) throw new EvalFileException(path, i + 2, $"row {i} has index {rows[i].Index}", "the file was changed after it was written; name another");
            }

            if (whole != text) AtomicFile.Write(path, whole);
            return new AgreementFile(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read), rows);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvalFileException(path, null, e.Message, "check the path; end the run that works on this file, or name another");
        }
    }

    public void Add(AgreementRow row)
    {
        _stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(row, EvalJson.Line) + "\n"));
        _stream.Flush();
    }

    public void Dispose() => _stream.Dispose();

    private static T Read<T>(string path, int line, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, EvalJson.Line) ?? throw new JsonException("the line is null");
        }
        catch (JsonException e)
        {
            throw new EvalFileException(path, line, $"this is no {typeof(T).Name}: {e.Message}", "the file was changed or damaged after it was written; name another");
        }
    }
}
