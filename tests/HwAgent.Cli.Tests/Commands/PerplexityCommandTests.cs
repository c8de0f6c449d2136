using System.Text.Json;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Tests.Repository;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent perplexity</c> on stories260K and the text that its page documents.</summary>
public sealed class PerplexityCommandTests
{
    /// <summary>With a character of two bytes, which this vocabulary spells byte by byte.</summary>
    private const string Story = "Once upon a time, there was a little girl, Zoé.";

    private static string Stories(string name) => Path.GetFullPath(Path.Combine(RepositoryFiles.Root, "..", "shared", "data", "models", "stories260K", name));

    [Fact]
    public async Task Run_Json_CountsEveryTokenAndByteOnce()
    {
        using var folder = new TemporaryFolder();
        var result = await InvokeAsync(folder.Write("story.txt", Story), "--json");

        Assert.True(result.Code == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var root = document.RootElement;
        var (nats, tokens) = (root.GetProperty("nats").GetDouble(), root.GetProperty("tokens").GetInt32());
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(Story), root.GetProperty("bytes").GetInt32());
        Assert.Equal(Math.Exp(nats / tokens), root.GetProperty("perplexity").GetDouble(), 1e-9);
        Assert.Equal(nats / Math.Log(2) / System.Text.Encoding.UTF8.GetByteCount(Story), root.GetProperty("bitsPerByte").GetDouble(), 1e-9);
        Assert.Equal(1, root.GetProperty("windows").GetInt32());
        Assert.InRange(root.GetProperty("perplexity").GetDouble(), 1.5, 30);
    }

    /// <summary>8-bit integers lose little; a shuffled text is far harder than a story.</summary>
    [Fact]
    public async Task Run_TextsAndArithmetics_AreOrdered()
    {
        using var folder = new TemporaryFolder();
        var page = await File.ReadAllLinesAsync(Stories("stories260K.md"), TestContext.Current.CancellationToken);
        var story = string.Join('\n', page.SkipWhile(line => !line.StartsWith("Once upon", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal)));
        var (text, noise) = (folder.Write("story.txt", story), folder.Write("noise.txt", string.Concat(story.Reverse())));
        var plain = await PerplexityAsync(text);
        var integer = await PerplexityAsync(text, "--integer", "--calibration", text);

        Assert.InRange(integer, 0.9 * plain, 1.1 * plain);
        Assert.True(await PerplexityAsync(noise) > 10 * plain);
        // Less context, less to go by.
        Assert.True(await PerplexityAsync(text, "--context", "8", "--stride", "1") > 1.2 * plain);
    }

    [Theory]
    [InlineData("--context 1", "at least 2")]
    [InlineData("--context 8 --stride 8", "less than the context")]
    [InlineData("--context 513", "512 positions")]
    public async Task Run_ImpossibleWindows_SaysWhatIsPossible(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        var result = await InvokeAsync(folder.Write("story.txt", Story), options.Split(' '));

        Assert.Equal((int)ExitCode.BadInput, result.Code);
        Assert.Contains(expected, result.Error);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Run_TextThatIsNotThereOrNoText_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var binary = Path.Combine(folder.Path, "binary.txt");
        await File.WriteAllBytesAsync(binary, [0x41, 0xC3, 0x28], TestContext.Current.CancellationToken);
        foreach (var path in (string[])[Path.Combine(folder.Path, "none.txt"), binary, folder.Write("empty.txt", "")])
        {
            var result = await InvokeAsync(path);
            Assert.Equal((int)ExitCode.BadInput, result.Code);
            Assert.Contains(path, result.Error);
            Assert.DoesNotContain("--debug", result.Error);
        }
    }

    private static async Task<double> PerplexityAsync(string text, params string[] options)
    {
        var result = await InvokeAsync(text, [.. options, "--json"]);
        Assert.True(result.Code == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.GetProperty("perplexity").GetDouble();
    }

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(string text, params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandRunner.RunAsync(
            CommandTree.Build(), ["perplexity", "--model", Stories("stories260K.bin"), "--text", text, .. options], output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
