using System.Text.Json;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Tests.Repository;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent cascade</c> with stories260K, a real model, behind one of the same shape that knows nothing.</summary>
public sealed class CascadeCommandTests : IDisposable
{
    private const string Prompt = "Once upon a time";
    private const int HeaderBytes = 7 * sizeof(int);

    private readonly TemporaryFolder _folder = new();

    public CascadeCommandTests()
    {
        var stories = File.ReadAllBytes(Stories("stories260K.bin"));
        File.WriteAllBytes(Path.Combine(_folder.Path, "stories.bin"), stories);
        File.Copy(Stories("tok512.bin"), Path.Combine(_folder.Path, "tok512.bin"));
        var random = new Random(1);
        for (var i = HeaderBytes; i < stories.Length; i += sizeof(float)) BitConverter.TryWriteBytes(stories.AsSpan(i), (float)(random.NextDouble() - 0.5) / 4);
        File.WriteAllBytes(Path.Combine(_folder.Path, "random.bin"), stories);
    }

    public void Dispose() => _folder.Dispose();

    private static string Stories(string name) => Path.GetFullPath(Path.Combine(RepositoryFiles.Root, "..", "shared", "data", "models", "stories260K", name));

    /// <summary>The random model's text fails the command's look, the real one's passes: its text alone is on standard output, as generate writes it.</summary>
    [Fact]
    public async Task Run_SmallModelFailsItsTest_LargeOneAnswers()
    {
        var spec = Write("[{model: random.bin, name: small}, {model: stories.bin}]", "[{test: brackets}, {test: command, command: [grep, -q, little girl, answer.txt]}]");
        var result = await HwAgentProcess.RunAsync("cascade", spec, "--prompt", Prompt, "--tokens", "40");

        Assert.True(result.ExitCode == 0, result.Error);
        var plain = await InvokeAsync("generate", "--model", Stories("stories260K.bin"), "--prompt", Prompt, "--tokens", "40", "--quiet");
        Assert.StartsWith(", there was a little girl named Lily.", result.Output, StringComparison.Ordinal);
        Assert.Equal(plain.Output, result.Output);
        Assert.Contains("small: escalate, score 0 of 1; 1 requests", result.Error, StringComparison.Ordinal);
        Assert.Contains("stories.bin: accept, score 1 of 1", result.Error, StringComparison.Ordinal);
        Assert.Contains("answer of stories.bin; ", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A model that is not asked is not even read: this one is none.</summary>
    [Fact]
    public async Task Run_SmallModelPasses_NextOneIsNotLoaded()
    {
        _folder.Write("broken.bin", "no model");
        var passes = await InvokeAsync("cascade", Write("[{model: stories.bin}, {model: broken.bin}]", "[{test: brackets}]"), "--prompt", Prompt, "--tokens", "20");
        Assert.True(passes.Code == 0, passes.Error);

        var fails = await InvokeAsync("cascade", Write("[{model: stories.bin}, {model: broken.bin}]", "[{test: json}]"), "--prompt", Prompt, "--tokens", "20");
        Assert.Equal((int)ExitCode.BadInput, fails.Code);
        Assert.Contains("broken.bin", fails.Error, StringComparison.Ordinal);
        Assert.Equal("", fails.Output);
    }

    /// <summary>The document holds every answer with its evidence and cost, and is the same for the same seed but for the time.</summary>
    [Fact]
    public async Task Run_Json_HoldsDecisionsWithEvidence()
    {
        var spec = Write("[{model: random.bin, solutions: 2, threshold: 0.9}, {model: stories.bin, arithmetic: integer}]", "[{test: agreement, samples: 2, compare: first_line}]", "temperature: 1", "cost: bytes", "calibration: text.txt");
        _folder.Write("text.txt", File.ReadAllText(Stories("stories260K.md")));
        string[] arguments = ["cascade", spec, "--prompt", Prompt, "--tokens", "12", "--threads", "2", "--json", "--seed"];
        var first = await InvokeAsync([.. arguments, "4"]);
        Assert.True(first.Code == 0, first.Error);
        Assert.Equal("", first.Error);

        using var document = JsonDocument.Parse(first.Output);
        var root = document.RootElement;
        Assert.Equal(("bytes", 4), (root.GetProperty("costUnit").GetString(), root.GetProperty("seed").GetInt32()));
        var decisions = root.GetProperty("decisions").EnumerateArray().ToList();
        Assert.Equal(["escalate", "accept"], decisions.Select(decision => decision.GetProperty("decision").GetString()));
        Assert.Equal([6, 3], decisions.Select(decision => decision.GetProperty("requests").GetInt32()));
        Assert.Equal(2, decisions[0].GetProperty("candidates").GetArrayLength());
        Assert.EndsWith("of 3 answers say the same", decisions[0].GetProperty("candidates")[0].GetProperty("selfTests")[0].GetProperty("evidence").GetString(), StringComparison.Ordinal);
        Assert.Equal(root.GetProperty("cost").GetDouble(), decisions.Sum(decision => decision.GetProperty("cost").GetDouble()));
        // Twice the requests, at four bytes a weight in place of one.
        Assert.InRange(decisions[0].GetProperty("cost").GetDouble() / decisions[1].GetProperty("cost").GetDouble(), 4, 12);

        Assert.Equal(WithoutTime(first.Output), WithoutTime((await InvokeAsync([.. arguments, "4"])).Output));
        Assert.NotEqual(WithoutTime(first.Output), WithoutTime((await InvokeAsync([.. arguments, "5"])).Output));
    }

    /// <summary>Tests that the model writes: the command says what they are worth, 77 that one is none.</summary>
    [Theory]
    [InlineData("exit 0", 1.0, "2 of 2 usable tests pass, 2 were asked for")]
    [InlineData("exit 1", 0.0, "0 of 2 usable tests pass, 2 were asked for")]
    [InlineData("exit 77", 0.0, "0 of 0 usable tests pass, 2 were asked for")]
    [InlineData("test -s a.txt && test -s t.txt", 1.0, "2 of 2 usable tests pass, 2 were asked for")]
    public async Task Run_GeneratedTests_AreJudgedByTheCommand(string line, double score, string evidence)
    {
        _folder.Write("judge.sh", line);
        var spec = Write("[{model: stories.bin, tests: 2}]", "[{test: generated, ask: 'Tim said {prompt}', command: [sh, judge.sh], files: [judge.sh], answer_file: a.txt, test_file: t.txt}]");
        var result = await InvokeAsync("cascade", spec, "--prompt", Prompt, "--tokens", "8", "--json");

        Assert.True(result.Code == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(score, document.RootElement.GetProperty("score").GetDouble());
        Assert.Equal(score == 1, document.RootElement.GetProperty("reachedThreshold").GetBoolean());
        Assert.Equal(evidence, document.RootElement.GetProperty("decisions")[0].GetProperty("candidates")[0].GetProperty("selfTests")[0].GetProperty("evidence").GetString());
    }

    /// <summary>What a command writes may come from the answer: a terminal must not obey it.</summary>
    [Fact]
    public async Task Run_EvidenceWithControlCodes_IsPrintedWithoutThem()
    {
        _folder.Write("judge.sh", "printf 'red \\033[31m text\\n'");
        var result = await InvokeAsync("cascade", Write("[{model: stories.bin}]", "[{test: command, command: [sh, judge.sh], files: [judge.sh]}]"), "--prompt", Prompt, "--tokens", "4");

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("sh 1: exit code 0: red \uFFFD[31m text", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{model: gone.bin}]", "[{test: json}]", "", "cascade.yaml:1:18: stages[0].model: there is no 'gone.bin'")]
    [InlineData("[{model: stories.bin}]", "[{test: jsno}]", "", "did you mean 'json'?")]
    [InlineData("[{model: stories.bin}]", "[{test: command, command: [no-such-program-anywhere]}]", "", "there is no program 'no-such-program-anywhere'")]
    [InlineData("[{model: stories.bin}]", "[{test: json}]", "--tokens 0", "--tokens")]
    [InlineData("[{model: stories.bin}]", "[{test: json}]", "--threads 0", "--threads")]
    public async Task Run_BadInput_NamesItAndTheRemedy(string stages, string tests, string options, string expected)
    {
        var result = await InvokeAsync(["cascade", Write(stages, tests), "--prompt", Prompt, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((int)ExitCode.BadInput, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("->", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--debug", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Run_FileThatIsNotThere_SaysSo()
    {
        var result = await InvokeAsync("cascade", Path.Combine(_folder.Path, "nowhere.yaml"), "--prompt", Prompt);
        Assert.Equal((int)ExitCode.BadInput, result.Code);
        Assert.Contains("there is no such file", result.Error, StringComparison.Ordinal);
    }

    private string Write(string stages, string tests, params string[] lines) => _folder.Write("cascade.yaml", string.Join('\n', [$"stages: {stages}", $"self_tests: {tests}", .. lines]));

    private static string WithoutTime(string json) => string.Join('\n', json.Split('\n').Where(line => !line.Contains("\"seconds\"", StringComparison.Ordinal)));

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandRunner.RunAsync(CommandTree.Build(), arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
