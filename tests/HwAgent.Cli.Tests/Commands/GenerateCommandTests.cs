using System.Text;
using System.Text.Json;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Tests.Repository;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent generate</c> on stories260K, a real model.</summary>
public sealed class GenerateCommandTests
{
    private const string Prompt = "Once upon a time";

    private static string Stories(string name) => Path.GetFullPath(Path.Combine(RepositoryFiles.Root, "..", "shared", "data", "models", "stories260K", name));

    private static readonly string[] Common = ["generate", "--model", Stories("stories260K.bin"), "--prompt", Prompt];
    private static readonly string[] Integers = ["--integer", "--calibration", Stories("stories260K.md")];

    /// <summary>The page of the model documents its greedy text.</summary>
    [Fact]
    public async Task Run_EmptyPrompt_WritesDocumentedTextAndNothingElse()
    {
        var result = await HwAgentProcess.RunAsync("generate", "--model", Stories("stories260K.bin"), "--prompt", "", "--tokens", "120");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("Once upon a time, there was a little girl named Lily.", result.Output);
        Assert.True(result.Output.Length > 200, result.Output);
        Assert.Contains(result.Output, await File.ReadAllTextAsync(Stories("stories260K.md"), TestContext.Current.CancellationToken));
        Assert.Contains("120 tokens, the limit of tokens", result.Error);
    }

    [Theory]
    [InlineData("lookup", false)]
    [InlineData("exit:3", false)]
    [InlineData("lookup", true)]
    [InlineData("exit:1", true)]
    [InlineData("exit:4", true)]
    [InlineData("itself", true)]
    public async Task Run_Draft_GivesTheTextOfPlainDecoding(string draft, bool integers)
    {
        string[] arguments = [.. Common, "--tokens", "150", "--quiet", .. integers ? Integers : []];
        var plain = await InvokeAsync(arguments);
        var found = await InvokeAsync([.. arguments, "--draft", draft == "itself" ? Stories("stories260K.bin") : draft]);

        Assert.True(plain.Code == 0 && found.Code == 0, plain.Error + found.Error);
        Assert.True(plain.Output.Length > 100, plain.Output);
        Assert.Equal(plain.Output, found.Output);
        Assert.Equal("", found.Error);
    }

    [Fact]
    public async Task Run_Json_IsOneDocument()
    {
        var result = await InvokeAsync([.. Common, "--tokens", "40", "--json", "--draft", Stories("stories260K.bin")]);

        Assert.True(result.Code == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var root = document.RootElement;
        Assert.StartsWith(", there was", root.GetProperty("text").GetString());
        Assert.Equal(40, root.GetProperty("tokens").GetArrayLength());
        Assert.Equal("tokenLimit", root.GetProperty("stop").GetString());
        Assert.Equal("float32", root.GetProperty("arithmetic").GetString());
        var statistics = root.GetProperty("statistics");
        Assert.InRange(statistics.GetProperty("targetPasses").GetInt32(), 1, 39);
        Assert.InRange(statistics.GetProperty("acceptanceRate").GetDouble(), 0.01, 1);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Run_Sampled_DependsOnTheSeedAlone()
    {
        string[] arguments = [.. Common, "--tokens", "40", "--temperature", "1", "--top-p", "0.9", "--quiet", "--seed"];
        var first = await InvokeAsync([.. arguments, "7"]);
        Assert.True(first.Code == 0, first.Error);
        Assert.Equal(first.Output, (await InvokeAsync([.. arguments, "7"])).Output);
        Assert.NotEqual(first.Output, (await InvokeAsync([.. arguments, "8"])).Output);
    }

    /// <summary>Interrupted in the middle of the text: what is there is whole, and the exit code says so.</summary>
    [Fact]
    public async Task Run_Interrupted_EndsBehindAToken()
    {
        using var stop = new CancellationTokenSource();
        using var output = new CancellingWriter(stop, writes: 5);
        using var error = new StringWriter();
        var code = await CommandRunner.RunAsync(CommandTree.Build(), [.. Common, "--tokens", "100"], output, error, stop.Token);

        Assert.Equal((int)ExitCode.Cancelled, code);
        Assert.StartsWith(output.ToString(), (await InvokeAsync([.. Common, "--tokens", "100", "--quiet"])).Output);
        Assert.Equal("cancelled", error.ToString().Trim());
    }

    [Theory]
    [InlineData("--draft exit:5", "exit:1 to exit:4")]
    [InlineData("--draft exit:x", "exit:1 to exit:4")]
    [InlineData("--draft nowhere", "nowhere")]
    [InlineData("--tokens 0", "--tokens")]
    [InlineData("--temperature -1", "temperature is -1")]
    [InlineData("--top-p 0", "Top-p is 0")]
    [InlineData("--draft-length 0", "1 to 256")]
    [InlineData("--threads 2", "add --integer")]
    [InlineData("--integer --threads 0", "1 to 256")]
    [InlineData("--integer --calibration nowhere.txt", "nowhere.txt")]
    [InlineData("--image nowhere.png", "takes no image")]
    [InlineData("--merge-tokens 4", "add --image")]
    public async Task Run_BadOption_NamesItAndTheRemedy(string options, string expected)
    {
        var result = await InvokeAsync([.. Common, "--tokens", "4", .. options.Split(' ')]);

        Assert.Equal((int)ExitCode.BadInput, result.Code);
        Assert.Contains(expected, result.Error);
        Assert.Contains("->", result.Error);
        Assert.DoesNotContain("--debug", result.Error);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Run_ModelThatIsNotThere_SaysSo()
    {
        var result = await InvokeAsync(["generate", "--model", "nowhere", "--prompt", "x"]);

        Assert.Equal((int)ExitCode.BadInput, result.Code);
        Assert.Contains("nowhere", result.Error);
        Assert.DoesNotContain("--debug", result.Error);
    }

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandRunner.RunAsync(CommandTree.Build(), arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Stands for a user who presses Ctrl-C when some of the text is there.</summary>
    private sealed class CancellingWriter(CancellationTokenSource stop, int writes) : StringWriter
    {
        private int _left = writes;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(ReadOnlySpan<char> buffer)
        {
            base.Write(buffer);
            if (--_left == 0) stop.Cancel();
        }
    }
}
