using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HwAgent.Cli.Tests.Repository;
using HwAgent.Models.Compressed;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent compress</c> on a real model.</summary>
public sealed partial class CompressCommandTests
{
    private static readonly string Stories = Path.Combine(Path.GetDirectoryName(RepositoryFiles.Root)!, "shared", "data", "models", "stories260K", "stories260K.bin");

    private const string Architecture = """
        architecture: narrow
        levels:
          - {name: dram, kind: dram, word: 8B, ports: [{bandwidth: 4B/cycle}], energy: {read: 162.5pJ/B, write: 162.5pJ/B, source: test}}
          - {name: buffer, kind: sram, size: 64KiB, word: 8B, energy: {read: 2.5pJ/B, write: 2.5pJ/B, source: test}, fanout: [{axis: X, size: 16}]}
        multiplier: {name: mul, energies: [{input_bits: 8, weight_bits: 8, energy: 0.3pJ}], source: test}
        """;

    [Fact]
    public async Task Run_Budget_WritesAFolderThatItsPlanGivesAgain()
    {
        using var folder = new TemporaryFolder();
        var first = await HwAgentProcess.RunInAsync(folder.Path, "compress", "--model", Stories, "--budget", "4.5bits", "--calibration-tokens", "1024", "--out", "small", "--json");
        Assert.True(first.ExitCode == 0, first.Error);
        using var answer = JsonDocument.Parse(first.Output);
        var root = answer.RootElement;
        Assert.True(root.GetProperty("cost").GetInt64() <= 4.5 * 259_328 / 8);
        var losses = root.GetProperty("heldOut");
        Assert.True(losses.GetProperty("inIntegers").GetProperty("perplexity").GetDouble() < 1.35 * losses.GetProperty("original").GetProperty("perplexity").GetDouble());

        var small = Path.Combine(folder.Path, "small");
        Assert.Equal(["compressed.json", "plan.yaml", "report.html", "tok512.bin", "weights.safetensors"], Directory.GetFiles(small).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var provenance = CompressedFolder.Read(small).Provenance;
        Assert.Contains("--budget 4.5bits", provenance.Command, StringComparison.Ordinal);
        Assert.Equal("stories260K.bin", Assert.Single(provenance.Inputs).Name);
        CheckReport(File.ReadAllText(Path.Combine(small, "report.html")));

        var second = await HwAgentProcess.RunInAsync(folder.Path, "compress", "--model", Stories, "--plan", Path.Combine("small", "plan.yaml"), "--calibration-tokens", "1024", "--out", "again");
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Contains("in integers", second.Output, StringComparison.Ordinal);
        foreach (var file in (string[])["plan.yaml", "weights.safetensors"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(small, file)), File.ReadAllBytes(Path.Combine(folder.Path, "again", file)));
    }

    /// <summary>A decode step on a narrow port is bound by the weights' bytes: fewer cycles, narrower weights.</summary>
    [Fact]
    public async Task Run_BudgetOfCycles_CountsThemOnTheArchitecture()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "arch.yaml"), Architecture);
        var result = await HwAgentProcess.RunInAsync(folder.Path, "compress", "--model", Stories, "--budget", "70%cycles", "--arch", "arch.yaml", "--calibration-tokens", "256", "--out", "small", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var answer = JsonDocument.Parse(result.Output);
        Assert.Equal("thousandths of a cycle on narrow", answer.RootElement.GetProperty("costName").GetString());
        var report = File.ReadAllText(Path.Combine(folder.Path, "small", "report.html"));
        Assert.Contains("thousandths of a cycle on narrow", report, StringComparison.Ordinal);
        Assert.Equal(["stories260K.bin", "arch.yaml"], CompressedFolder.Read(Path.Combine(folder.Path, "small")).Provenance.Inputs.Select(i => i.Name));
    }

    [Theory]
    [InlineData("70%cycles", null, "needs hardware")]
    [InlineData("70%", "arch.yaml", "has nothing to do with a budget of bytes")]
    [InlineData("70%energy", "none.yaml", "there is no such file")]
    [InlineData("70%energy", "broken.yaml", "broken.yaml:1")]
    [InlineData("1MB", "arch.yaml", "has nothing to do")]
    public async Task Run_BudgetWithoutItsHardware_SaysWhatIsMissing(string budget, string? architecture, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "arch.yaml"), Architecture);
        File.WriteAllText(Path.Combine(folder.Path, "broken.yaml"), "levels: 3\n");
        string[] hardware = architecture is null ? [] : ["--arch", architecture];
        var result = await HwAgentProcess.RunInAsync(folder.Path, ["compress", "--model", Stories, "--budget", budget, "--calibration-tokens", "64", "--out", "small", "--quiet", .. hardware]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "small")));
    }

    [Theory]
    [InlineData("4lbs", "4.2bits")]
    [InlineData("70cycles", "80%cycles or 60%energy (with --arch)")]
    [InlineData("1KB", "narrowest width everywhere needs 87.2KB.")]
    [InlineData("0.5 bits", "narrowest width everywhere needs 2.69bits, scales included.")]
    public async Task Run_ImpossibleBudget_SaysWhyAndWritesNothing(string budget, string expected)
    {
        using var folder = new TemporaryFolder();
        var result = await HwAgentProcess.RunInAsync(folder.Path, "compress", "--model", Stories, "--budget", budget, "--calibration-tokens", "64", "--out", "small", "--quiet");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--debug", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Run_FolderThatExists_IsRefusedAtOnce()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "kept.txt"), "text");
        var result = await HwAgentProcess.RunAsync("compress", "--model", Stories, "--budget", "50%", "--out", folder.Path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("exists already", result.Error, StringComparison.Ordinal);
        Assert.Equal(["kept.txt"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    /// <summary>Not behind an hour of work.</summary>
    [Theory]
    [InlineData("kept.txt", "exists already")]
    [InlineData("kept.txt/small", "no folder can be made in")]
    [InlineData("", "--out is empty")]
    public async Task Run_FolderThatCannotBeMade_IsRefusedAtOnce(string target, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "kept.txt"), "text");
        var result = await HwAgentProcess.RunInAsync(folder.Path, "compress", "--model", Stories, "--budget", "50%", "--calibration-tokens", "64", "--out", target);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("reading the model", result.Error, StringComparison.Ordinal);
        Assert.Equal(["kept.txt"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    /// <summary>Well-formed, all sections there, nothing fetched and nothing run.</summary>
    private static void CheckReport(string page)
    {
        var document = XDocument.Parse(VoidElement().Replace(page["<!DOCTYPE html>".Length..], "<$1$2/>"));
        var sections = document.Descendants("section").Select(section => section.Attribute("id")!.Value);
        Assert.Equal(["compression-result", "compression-curve", "compression-bits", "compression-sensitivity", "compression-reproduce"], sections);
        Assert.Equal(3, document.Descendants("svg").Count());
        Assert.DoesNotContain(document.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("<(meta|br)([^>]*)>")]
    private static partial Regex VoidElement();
}
