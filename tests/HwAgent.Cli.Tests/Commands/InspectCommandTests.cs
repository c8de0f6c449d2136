using System.Text.Json;
using HwAgent.Cli.Tests.Repository;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent inspect</c> as a script and as a person see it.</summary>
public sealed class InspectCommandTests
{
    private static readonly string Stories260K = Path.GetFullPath(Path.Combine(RepositoryFiles.Root, "..", "shared", "data", "models", "stories260K", "stories260K.bin"));

    [Fact]
    public async Task Run_Json_IsOneDocument()
    {
        var result = await HwAgentProcess.RunAsync("inspect", "--model", Stories260K, "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        var root = document.RootElement;
        Assert.Equal("llamaC", root.GetProperty("format").GetString());
        Assert.Equal(260_032, root.GetProperty("parameters").GetInt64());
        Assert.Equal(64, root.GetProperty("sizes").GetProperty("hiddenSize").GetInt32());
        Assert.Equal("token_embedding_table", root.GetProperty("tensors")[0].GetProperty("name").GetString());
        Assert.Equal(512, root.GetProperty("tokenizer").GetProperty("vocabularySize").GetInt32());
    }

    [Fact]
    public async Task Run_Tensors_ListsThem()
    {
        var result = await HwAgentProcess.RunAsync("inspect", "--model", Stories260K, "--tensors");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("260,032 parameters", result.Output);
        Assert.Matches(@"w1\s+F32\s+5 x 172 x 64\s+220,160", result.Output);
    }

    [Fact]
    public async Task Run_FileThatIsNoModel_NamesFieldAndRemedy()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "broken.gguf");
        await File.WriteAllTextAsync(path, "GGUF and nothing else", TestContext.Current.CancellationToken);
        var result = await HwAgentProcess.RunAsync("inspect", "--model", path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("version: ", result.Error);
        Assert.Contains("fetch the file again", result.Error);
        Assert.DoesNotContain("--debug", result.Error);
        Assert.Equal("", result.Output);
    }
}
