namespace HwAgent.Cli.Tests.Evals;

/// <summary><c>hwagent eval verilogeval</c> without a language model.</summary>
public sealed class VerilogEvalCommandTests(EvalBench bench) : IClassFixture<EvalBench>
{
    private const string Few = "Prob001_zero,Prob007_wire,Prob031_dff,Prob099_m2014_q6c";

    [Fact]
    public async Task Run_Reference_PassesAndLeavesEveryFile()
    {
        var run = await bench.RunAsync("reference", "--model", "reference", "--problems", Few);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("3 of 3 answers", run.Output);
        var result = bench.Results("reference");
        Assert.Equal("verilogeval/spec-to-rtl", result.GetProperty("benchmark").GetString());
        Assert.Equal((3, 3), (result.GetProperty("strict").GetProperty("passed").GetInt32(), result.GetProperty("strict").GetProperty("total").GetInt32()));
        Assert.Equal((3, 4), (result.GetProperty("official").GetProperty("passed").GetInt32(), result.GetProperty("official").GetProperty("total").GetInt32()));
        Assert.Equal("icarus", result.GetProperty("simulator").GetString());
        Assert.Equal("excluded", result.GetProperty("problems")[3].GetProperty("strict").GetString());
        Assert.All((string[])["report.html", "runs.db", "summary.txt", "summary.csv", "results.csv", "trajectory.jsonl"], file => Assert.True(File.Exists(Path.Combine(bench.Folder, "reference", file)), file));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(bench.Folder, "reference"), "*.tmp", SearchOption.AllDirectories));
    }

    /// <summary>References pass and no attack does; the second run finds the calibration of the first.</summary>
    [Fact]
    public async Task Run_Calibrated_OpensWithReferencesAndAttacks()
    {
        string[] options = ["--model", "null", "--problems", "Prob031_dff"];
        string[] Calibrated(string name) => [.. bench.Command(name, options).Select(word => word == "none" ? "quick" : word)];

        var run = await EvalBench.InvokeAsync(Calibrated("calibrated"));
        var again = await EvalBench.InvokeAsync(Calibrated("calibrated again"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(again.ExitCode == 0, again.Error);
        var calibration = bench.Results("calibrated").GetProperty("calibration");
        Assert.Equal((1, 1), (calibration.GetProperty("problems").GetInt32(), calibration.GetProperty("strictReferences").GetInt32()));
        Assert.True(calibration.GetProperty("attacks").GetArrayLength() >= 10);
        Assert.All(calibration.GetProperty("attacks").EnumerateArray(), attack => Assert.Equal(0, attack.GetProperty("accepted").GetArrayLength()));
        Assert.Equal(bench.Files("calibrated"), bench.Files("calibrated again"));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(bench.Folder, "cache", "calibrations")));
    }

    [Fact]
    public async Task Run_AnyNumberOfJobs_GivesTheSameBytes()
    {
        var one = await bench.RunAsync("one", "--model", "reference", "--problems", Few, "--samples", "2", "--jobs", "1");
        var three = await bench.RunAsync("three", "--model", "reference", "--problems", Few, "--samples", "2", "--jobs", "3");

        Assert.True(one.ExitCode == 0 && three.ExitCode == 0, one.Error + three.Error);
        Assert.Equal(bench.Files("one"), bench.Files("three"));
    }

    [Fact]
    public async Task Run_NullModel_PassesNothing()
    {
        var run = await bench.RunAsync("null", "--model", "null", "--problems", "Prob001_zero,Prob031_dff", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(await File.ReadAllTextAsync(bench.Directory("null").Results, TestContext.Current.CancellationToken), run.Output);
        Assert.Equal(0, bench.Results("null").GetProperty("strict").GetProperty("passed").GetInt32());
        Assert.Equal(0, bench.Results("null").GetProperty("official").GetProperty("passed").GetInt32());
    }

    /// <summary>The samples of a run are in the layout that <c>file:</c> takes: one finished answer, one that is wrong, one that is missing.</summary>
    [Fact]
    public async Task Run_SamplesOfAnotherRun_AreGradedAgain()
    {
        var samples = Path.Combine(bench.Folder, "samples");
        Write("Prob001_zero/Prob001_zero_sample01.sv", "module TopModule (output zero); assign zero = 0; endmodule");
        Write("Prob001_zero/Prob001_zero_sample02.sv", "module TopModule (output zero); assign zero = 1; endmodule");

        var run = await bench.RunAsync("file", "--model", "file:" + samples, "--problems", "Prob001_zero", "--samples", "3");

        Assert.True(run.ExitCode == 0, run.Error);
        var answers = bench.Results("file").GetProperty("problems")[0].GetProperty("samples").EnumerateArray().Select(answer => answer.GetProperty("outcome").GetString());
        Assert.Equal(["correct", "mismatch", "no_code"], answers);

        void Write(string name, string text)
        {
            var path = Path.Combine(samples, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    [Fact]
    public async Task Compare_TwoRuns_ShowsWonAndLost()
    {
        await bench.RunAsync("better", "--model", "reference", "--problems", "Prob001_zero,Prob007_wire");
        await bench.RunAsync("worse", "--model", "null", "--problems", "Prob001_zero,Prob007_wire");

        var comparison = await EvalBench.InvokeAsync("eval", "compare", Path.Combine(bench.Folder, "worse"), Path.Combine(bench.Folder, "better"));

        Assert.True(comparison.ExitCode == 0, comparison.Error);
        Assert.Contains("better | 2 | 2 | 0 | +1.000 [+1.000, +1.000] | 0.5000 | Prob001_zero, Prob007_wire |  |", comparison.Output);
    }

    [Theory]
    [InlineData("there is no such folder", "--model", "file:nowhere")]
    [InlineData("no problem is called Prob999", "--model", "reference", "--problems", "Prob999*")]
    [InlineData("--samples is 0", "--model", "reference", "--samples", "0")]
    [InlineData("does not say where the model is", "--model", "gpt-5")]
    [InlineData("there is no strategy to choose", "--model", "reference", "--strategy", "loop")]
    [InlineData("--strategy is clever", "--model", "ollama:x", "--strategy", "clever")]
    [InlineData("takes one model", "--model", "ollama:x,ollama:y", "--strategy", "loop")]
    [InlineData("--executor is cloud", "--model", "reference", "--executor", "cloud")]
    [InlineData("settings.json: there is no such file", "--model", "replay:nowhere")]
    [InlineData("settings.json: there is no such file", "--model", "reference", "--resume")]
    public async Task Run_BadInput_SaysWhatIsWrongAndWritesNothing(string message, params string[] options)
    {
        var name = "bad-" + Guid.NewGuid();

        var run = await bench.RunAsync(name, options);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, name)));
    }

    [Fact]
    public async Task Run_DataElsewhere_SaysWhereItComesFrom()
    {
        var run = await EvalBench.InvokeAsync("eval", "verilogeval", "--data", bench.Folder, "--model", "reference", "--out", Path.Combine(bench.Folder, "no-data"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("github.com/NVlabs/verilog-eval", run.Error);
    }

    [Fact]
    public async Task Run_DirectoryOfAnotherRun_IsRefused()
    {
        await bench.RunAsync("taken", "--model", "reference", "--problems", "Prob001_zero");
        var before = bench.Files("taken").ToList();

        var again = await bench.RunAsync("taken", "--model", "reference", "--problems", "Prob007_wire");
        var resumed = await bench.RunAsync("taken", "--model", "reference", "--problems", "Prob007_wire", "--resume");

        Assert.Equal((1, 1), (again.ExitCode, resumed.ExitCode));
        Assert.Contains("the run directory is not empty", again.Error);
        Assert.Contains("the run was started with other settings", resumed.Error);
        Assert.Equal(before, bench.Files("taken"));
    }

    [Fact]
    public async Task Run_DirectoryAnotherProcessWorksOn_IsRefused()
    {
        string[] options = ["--model", "reference", "--problems", "Prob001_zero"];
        await bench.RunAsync("busy", options);
        using (new FileStream(bench.Directory("busy").Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            var refused = await bench.RunAsync("busy", [.. options, "--resume"]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("another process works on this run", refused.Error);
        }

        Assert.Equal(0, (await bench.RunAsync("busy", [.. options, "--resume"])).ExitCode);
        Assert.False(File.Exists(bench.Directory("busy").Lock));
    }

    /// <summary>What a power cut leaves: half a checkpoint under its temporary name, half an answer, no results.</summary>
    [Fact]
    public async Task Run_HalfWrittenFiles_ResumesToTheSameBytes()
    {
        string[] options = ["--model", "reference", "--problems", Few];
        await bench.RunAsync("whole", options);
        await bench.RunAsync("torn", options);
        var torn = bench.Directory("torn");
        File.Delete(torn.Results);
        var checkpoint = Path.Combine(torn.Samples, "Prob007_wire", "Prob007_wire_sample01.json");
        File.Move(checkpoint, checkpoint + ".tmp");
        await File.WriteAllTextAsync(torn.Trajectory + ".tmp", "{", TestContext.Current.CancellationToken);

        var resumed = await bench.RunAsync("torn", [.. options, "--resume"]);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(bench.Files("whole"), bench.Files("torn"));
        Assert.Empty(Directory.EnumerateFiles(torn.Path, "*.tmp", SearchOption.AllDirectories));
    }
}
