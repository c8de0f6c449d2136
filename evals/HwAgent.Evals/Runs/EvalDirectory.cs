namespace HwAgent.Evals.Runs;

/// <summary>Where the files of an evaluation run are.</summary>
/// <param name="Path">The run directory.</param>
public sealed record EvalDirectory(string Path)
{
    public string Settings => In("settings.json");

    public string Results => In("results.json");

    public string ResultsCsv => In("results.csv");

    public string Trajectory => In("trajectory.jsonl");

    public string Report => In("report.html");

    public string Database => In("runs.db");

    /// <summary>What VerilogEval's own <c>sv-iv-analyze</c> prints, and the file that its <c>--csv</c> writes.</summary>
    public string Summary => In("summary.txt");

    public string SummaryCsv => In("summary.csv");

    /// <summary>One folder a problem, in the layout of VerilogEval's own runs: <c>--model file:</c> takes it.</summary>
    public string Samples => In("samples");

    /// <summary>Scripts and logs of the Slurm executor.</summary>
    public string Cluster => In("slurm");

    /// <summary>What the tasks of a job array have to do.</summary>
    public string WorkList => In("worklist.json");

    /// <summary>Held while a process works on the run.</summary>
    public string Lock => In("run.lock");

    public string Code(SampleJob job) => In(job, ".sv");

    /// <summary>The last file of an answer to appear: where it is, the answer is finished.</summary>
    public string Checkpoint(SampleJob job) => In(job, ".json");

    /// <summary>What was said to models and by them.</summary>
    public string Conversation(SampleJob job) => In(job, ".trajectory.jsonl");

    /// <summary>The same of a try that was interrupted: its replies are not paid for twice.</summary>
    public string Interrupted(SampleJob job) => In(job, ".interrupted.jsonl");

    private string In(SampleJob job, string ending) => System.IO.Path.Combine(Samples, job.Problem.Id, job.Name + ending);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
