using HwAgent.Dataflow.Compilation;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Files;

namespace HwAgent.Evaluation.Tests.Files;

public sealed class DesignFolderTests
{
    [Fact]
    public void Read_WhatWriteWrote_IsTheDesign()
    {
        using var folder = new TemporaryFolder();
        var rtl = CandidateRtl.Sources(SmallDesign.Hardware, []);
        DesignFolder.Write(folder.In("best"), SmallDesign.Point, rtl, SmallDesign.Memory);

        var design = DesignFolder.Read(folder.In("best"));

        Assert.Equal(SmallDesign.Hardware, design.Schedule.Parameters);
        Assert.Equal(SmallDesign.Memory, design.Schedule.Memory);
        Assert.Equal(SmallDesign.Tasks, design.Schedule.Tasks.Select(t => t.ToTask()));
        Assert.Equal(SmallDesign.Point.Tasks.Select(t => t.Mapping), design.Schedule.Tasks.Select(t => t.Mapping));
        Assert.Equal(SmallDesign.Point.Tasks.Select(t => t.Cost.LatencyCycles), design.Schedule.Tasks.Select(t => t.PredictedCycles));
        Assert.Equal(SmallDesign.Point.Tasks.SelectMany(t => GemmProgram.Compile(SmallDesign.Hardware, t.Task, t.Mapping).Instructions), design.Instructions);
        Assert.Equal(rtl.OrderBy(s => s.Name, StringComparer.Ordinal), design.Rtl);
        Assert.True(File.Exists(Path.Combine(folder.In("best"), "tb", "testbench.cpp")));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["one", "two"]) DesignFolder.Write(folder.In(name), SmallDesign.Point, CandidateRtl.Sources(SmallDesign.Hardware, []), SmallDesign.Memory);

        var files = Directory.EnumerateFiles(folder.In("one"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder.In("one"), path)).ToList();
        Assert.All(files, name => Assert.Equal(File.ReadAllBytes(Path.Combine(folder.In("one"), name)), File.ReadAllBytes(Path.Combine(folder.In("two"), name))));
        Assert.Equal(files.Count, Directory.EnumerateFiles(folder.In("two"), "*", SearchOption.AllDirectories).Count());
    }

    /// <summary>An unknown member, a broken bracket, another format; too few digits, no digit, an unknown operation, bits that mean nothing.</summary>
    [Theory]
    [InlineData("schedule.json", "\"format\"", "\"fromat\"", "schedule.json:")]
    [InlineData("schedule.json", "{\n", "[\n", "schedule.json:")]
    [InlineData("schedule.json", "hwagent-schedule-1", "hwagent-schedule-9", "hwagent-schedule-9")]
    [InlineData("program.hex", "\n0", "\n", "program.hex:2: an instruction is 32")]
    [InlineData("program.hex", "\n0", "\ng", "program.hex:2: an instruction is 32")]
    [InlineData("program.hex", "\n0", "\nf", "program.hex:2: ")]
    public void Read_Damaged_NamesFileAndPlace(string file, string from, string to, string message)
    {
        using var folder = new TemporaryFolder();
        DesignFolder.Write(folder.In("best"), SmallDesign.Point, CandidateRtl.Sources(SmallDesign.Hardware, []), SmallDesign.Memory);
        var path = Path.Combine(folder.In("best"), file);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no {from}");
        File.WriteAllText(path, text[..at] + to + text[(at + from.Length)..]);

        var error = Assert.Throws<FormatException>(() => DesignFolder.Read(folder.In("best")));
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData("schedule.json")]
    [InlineData("program.hex")]
    public void Read_FileMissing_Throws(string file)
    {
        using var folder = new TemporaryFolder();
        DesignFolder.Write(folder.In("best"), SmallDesign.Point, CandidateRtl.Sources(SmallDesign.Hardware, []), SmallDesign.Memory);
        File.Delete(Path.Combine(folder.In("best"), file));

        Assert.Contains(file, Assert.Throws<FileNotFoundException>(() => DesignFolder.Read(folder.In("best"))).Message);
    }
}
