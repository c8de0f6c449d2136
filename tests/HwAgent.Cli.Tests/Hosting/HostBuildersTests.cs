using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Hosting;
using Microsoft.Extensions.Hosting;

namespace HwAgent.Cli.Tests.Hosting;

public sealed class HostBuildersTests
{
    [Fact]
    public void Create_SettingInEveryPlace_StrongestWins()
    {
        using var folder = new TemporaryFolder();
        folder.Write("appsettings.json", """{ "Probe": { "A": "app", "B": "app", "C": "app", "D": "app" } }""");
        folder.Write("hwagent.json", """{ "Probe": { "B": "file", "C": "file", "D": "file" } }""");
        Environment.SetEnvironmentVariable("HWAGENT_Probe__C", "environment");
        Environment.SetEnvironmentVariable("HWAGENT_Probe__D", "environment");

        var builder = Create(folder.Path, new Dictionary<string, string?> { ["Probe:D"] = "command line" });

        Assert.Equal("app", builder.Configuration["Probe:A"]);
        Assert.Equal("file", builder.Configuration["Probe:B"]);
        Assert.Equal("environment", builder.Configuration["Probe:C"]);
        Assert.Equal("command line", builder.Configuration["Probe:D"]);
    }

    [Fact]
    public void Create_BrokenSettingsFile_NamesFileAndLine()
    {
        using var folder = new TemporaryFolder();
        folder.Write("hwagent.json", "{\n  \"Llm\": oops\n}\n");

        var exception = Assert.Throws<CommandException>(() => Create(folder.Path, new Dictionary<string, string?>()));

        var diagnostic = Assert.Single(exception.Diagnostics);
        Assert.Equal("hwagent.json", diagnostic.File);
        Assert.Equal(2, diagnostic.Line);
    }

    private static HostApplicationBuilder Create(string folder, Dictionary<string, string?> commandLine)
    {
        var context = CommandContext.From(CommandTree.Build().Parse(["doctor"]));
        return HostBuilders.Create(context, commandLine, folder);
    }
}
