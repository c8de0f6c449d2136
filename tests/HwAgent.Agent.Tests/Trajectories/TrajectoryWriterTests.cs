using System.Text.Json;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Agent.Trajectories;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Tests.Trajectories;

public sealed class TrajectoryWriterTests
{
    [Fact]
    public void Append_EveryEvent_IsOneReadableLineThatReadsBack()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("trajectory.jsonl");
        var finding = new Diagnostic("verilator", DiagnosticSeverity.Error, "WIDTH", "8 bits, not \"9\"") { File = "pe.sv", Line = 3 };
        using (var writer = TrajectoryWriter.Create(path))
        {
            writer.Append(TrajectoryEventTypes.RunStarted, new RunStarted("llm", 42, ["openai:m"], Json("""{"spec":{"name":"é <b>\n"}}""")), TrajectoryJson.Instance.RunStarted);
            writer.Append(TrajectoryEventTypes.Proposal, new ProposalMade(1, "llm", "unit"), TrajectoryJson.Instance.ProposalMade);
            writer.Append(TrajectoryEventTypes.StageFinished, new StageFinished(1, "lint", false, [finding]), TrajectoryJson.Instance.StageFinished);
            writer.Append(TrajectoryEventTypes.Decision, new DecisionMade("repair", "lint failed", 1), TrajectoryJson.Instance.DecisionMade);
            Assert.Equal(4, writer.Append(TrajectoryEventTypes.RunFinished, new RunFinished("iterations", false, null), TrajectoryJson.Instance.RunFinished));
        }

        Assert.Equal("""
            {"seq":0,"type":"run-started","designer":"llm","seed":42,"models":["openai:m"],"details":{"spec":{"name":"é <b>\n"}}}
            {"seq":1,"type":"proposal","candidate":1,"designer":"llm","kind":"unit"}
            {"seq":2,"type":"stage-finished","candidate":1,"stage":"lint","passed":false,"diagnostics":[{"tool":"verilator","severity":"Error","code":"WIDTH","message":"8 bits, not \"9\"","file":"pe.sv","line":3}]}
            {"seq":3,"type":"decision","decision":"repair","reason":"lint failed","candidate":1}
            {"seq":4,"type":"run-finished","stopReason":"iterations","specMet":false}

            """, File.ReadAllText(path));
        var trajectory = TrajectoryReader.Read(path);
        Assert.Empty(trajectory.Notes);
        Assert.Equal(finding, trajectory.Events[2].Read(TrajectoryJson.Instance.StageFinished).Diagnostics.Single());
        Assert.Equal(42, trajectory.Events[0].Read(TrajectoryJson.Instance.RunStarted).Seed);
        Assert.False(File.Exists(folder.File(TrajectoryWriter.TimingsFileName)));
    }

    [Fact]
    public void Append_Event_IsOnDiskBeforeTheCallReturns()
    {
        using var folder = new TemporaryFolder();
        using var writer = TrajectoryWriter.Create(folder.File("trajectory.jsonl"));

        writer.Append("x", Json("{}"));

        Assert.Single(TrajectoryReader.Read(writer.Path).Events);
    }

    [Fact]
    public void Append_WithAClock_KeepsTimesOutOfTheTrajectory()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        using (var writer = TrajectoryWriter.Create(folder.File("trajectory.jsonl"), time))
        {
            writer.Append("x", Json("{}"));
            time.Advance(TimeSpan.FromSeconds(1.5));
            writer.Append("x", Json("{}"));
        }

        Assert.Equal("{\"seq\":0,\"seconds\":0.000}\n{\"seq\":1,\"seconds\":1.500}\n", File.ReadAllText(folder.File(TrajectoryWriter.TimingsFileName)));
        Assert.Equal("{\"seq\":0,\"type\":\"x\"}\n{\"seq\":1,\"type\":\"x\"}\n", File.ReadAllText(folder.File("trajectory.jsonl")));
    }

    [Fact]
    public void Append_FromManyThreads_KeepsLinesWhole()
    {
        using var folder = new TemporaryFolder();
        using var writer = TrajectoryWriter.Create(folder.File("trajectory.jsonl"));

        Parallel.For(0, 50, i => writer.Append("x", Json($"{{\"i\":{i}}}")));

        Assert.Equal(Enumerable.Range(0, 50), TrajectoryReader.Read(writer.Path).Events.Select(e => e.Json.GetProperty("i").GetInt32()).Order());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"seq\":1}")]
    [InlineData("{\"type\":\"y\"}")]
    public void Append_PayloadThatIsNoPayload_IsRefusedAndLeavesTheFileWhole(string payload)
    {
        using var folder = new TemporaryFolder();
        using var writer = TrajectoryWriter.Create(folder.File("trajectory.jsonl"));

        Assert.Throws<ArgumentException>(() => writer.Append("x", Json(payload)));

        Assert.Equal(0, writer.Append("x", Json("{}")));
        Assert.Single(TrajectoryReader.Read(writer.Path).Events);
    }

    [Fact]
    public void Create_ExistingFile_IsNeverOverwritten()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("trajectory.jsonl", "precious");

        Assert.Throws<IOException>(() => TrajectoryWriter.Create(path));

        Assert.Equal("precious", File.ReadAllText(path));
    }

    [Fact]
    public void Resume_SameEvents_ChecksThemAndAppendsTheRest()
    {
        using var folder = new TemporaryFolder();
        var path = Recorded(folder, 3, torn: "{\"seq\":3,\"ty");
        using (var writer = TrajectoryWriter.Resume(TrajectoryReader.Read(path)))
        {
            Assert.Equal(3, writer.PendingCount);
            for (var i = 0; i < 5; i++) Assert.Equal(i, writer.Append("x", Json($"{{\"i\":{i}}}")));
            Assert.Equal(0, writer.PendingCount);
        }

        Assert.Equal(Enumerable.Range(0, 5), TrajectoryReader.Read(path).Events.Select(e => e.Json.GetProperty("i").GetInt32()));
    }

    [Fact]
    public void Resume_OtherEvent_ShowsWhereTheRunsPart()
    {
        using var folder = new TemporaryFolder();
        var path = Recorded(folder, 3);
        using var writer = TrajectoryWriter.Resume(TrajectoryReader.Read(path));
        writer.Append("x", Json("{\"i\":0}"));

        var error = Assert.Throws<TrajectoryDivergedException>(() => writer.Append("x", Json("{\"i\":7}")));

        Assert.Contains("trajectory.jsonl:2: the run does not repeat its recording from byte 24", error.Message, StringComparison.Ordinal);
        Assert.Contains("recorded '{\"seq\":1,\"type\":\"x\",\"i\":1}', now '{\"seq\":1,\"type\":\"x\",\"i\":7}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, TrajectoryReader.Read(path).Events.Count);
    }

    [Fact]
    public void Continue_TornFile_GoesOnAfterTheLastIntactEvent()
    {
        using var folder = new TemporaryFolder();
        var path = Recorded(folder, 3, torn: "{\"seq\":3,\"type\":\"x\",\"i\":3}");
        using (var writer = TrajectoryWriter.Continue(TrajectoryReader.Read(path)))
        {
            Assert.Equal(3, writer.Append("x", Json("{\"i\":30}")));
        }

        Assert.Equal([0, 1, 2, 30], TrajectoryReader.Read(path).Events.Select(e => e.Json.GetProperty("i").GetInt32()));
    }

    private static string Recorded(TemporaryFolder folder, int events, string torn = "")
    {
        var path = folder.File("trajectory.jsonl");
        using (var writer = TrajectoryWriter.Create(path))
        {
            for (var i = 0; i < events; i++) writer.Append("x", Json($"{{\"i\":{i}}}"));
        }

        File.AppendAllText(path, torn);
        return path;
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
