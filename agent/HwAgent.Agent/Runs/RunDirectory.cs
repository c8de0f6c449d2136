namespace HwAgent.Agent.Runs;

/// <summary>Where the files of a run are.</summary>
/// <param name="Path">The run directory.</param>
public sealed record RunDirectory(string Path)
{
    /// <summary>The spec in canonical form.</summary>
    public string Spec => In("spec.yaml");

    /// <summary>Copy of the Hugging Face configuration that the spec names, when it names one.</summary>
    public string Config => In("config.json");

    public string Trajectory => In("trajectory.jsonl");

    public string Result => In("result.json");

    public string Report => In("report.html");

    /// <summary>The best correct candidate so far.</summary>
    public string Best => In("best");

    public string Candidates => In("candidates");

    public string Candidate(int number) => System.IO.Path.Combine(Candidates, number.ToString("000"));

    /// <summary>The first of <c>name</c>, <c>name-2</c>, <c>name-3</c>, ... that is not taken.</summary>
    public static RunDirectory Free(string folder, string name)
    {
        for (var number = 1; ; number++)
        {
            var path = System.IO.Path.Combine(folder, number == 1 ? name : $"{name}-{number}");
            if (!Directory.Exists(path)) return new RunDirectory(path);
        }
    }

    /// <summary>The last of <c>name</c>, <c>name-2</c>, ... that exists; null when there is none.</summary>
    public static RunDirectory? Latest(string folder, string name)
    {
        RunDirectory? latest = null;
        for (var number = 1; ; number++)
        {
            var path = System.IO.Path.Combine(folder, number == 1 ? name : $"{name}-{number}");
            if (!Directory.Exists(path)) return latest;
            latest = new RunDirectory(path);
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
