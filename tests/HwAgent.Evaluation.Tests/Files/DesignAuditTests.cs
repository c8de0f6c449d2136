using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Mapping;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Files;

namespace HwAgent.Evaluation.Tests.Files;

public sealed class DesignAuditTests
{
    private static readonly LoadedDesign Whole = Load();

    [Fact]
    public void Check_WholeDesign_FindsNothing()
    {
        var (units, findings) = DesignAudit.Check(Whole);

        Assert.Empty(units);
        Assert.Empty(findings);
    }

    [Fact]
    public void Check_ParametersOutOfRange_StopsThere() => Finds(Whole with { Schedule = Whole.Schedule with { Parameters = SmallDesign.Hardware with { Rows = 3 } } }, "parameters.rows");

    [Fact]
    public void Check_BlockOfNoRows_StopsThere()
    {
        var (_, findings) = DesignAudit.Check(WithTask(t => t with { Mapping = t.Mapping with { BlockRows = 0 } }));
        Assert.NotEmpty(findings);
        Assert.All(findings, f => Assert.Equal("schedule.json", f.File));
        Assert.DoesNotContain(findings, f => f.Code.StartsWith("audit.", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_OtherBlocks_DoNotCompileToTheProgram() =>
        Finds(WithTask(t => t with { Mapping = new GemmMapping(4, 4, SmallDesign.Hardware.DepthGranule, BlockOrder.RowsOuter) }), "audit.program-place");

    [Fact]
    public void Check_OtherInstruction_IsNamed()
    {
        var instructions = Whole.Instructions.ToArray();
        instructions[1] = instructions[0];
        Finds(Whole with { Instructions = instructions }, "audit.program", "instruction 1 ");
    }

    [Fact]
    public void Check_MissingInstructions_AreNamed() => Finds(Whole with { Instructions = [.. Whole.Instructions.SkipLast(1)] }, "audit.program-place", "second: ");

    [Fact]
    public void Check_InstructionsOfNobody_AreCounted() => Finds(Whole with { Instructions = [.. Whole.Instructions, Whole.Instructions[^1]] }, "audit.program-tail", "1 instructions");

    [Fact]
    public void Check_WrongStart_IsNamed() => Finds(WithTask(t => t with { ProgramStart = 1 }), "audit.program-place");

    [Fact]
    public void Check_WrongLength_IsNamed() => Finds(WithTask(t => t with { ProgramLength = t.ProgramLength - 1 }), "audit.program-place");

    [Fact]
    public void Check_FewerCyclesClaimed_IsNamed() => Finds(WithTask(t => t with { PredictedCycles = t.PredictedCycles - 1 }), "audit.cycles", $"{Whole.Schedule.Tasks[0].PredictedCycles}");

    [Fact]
    public void Check_FasterMemoryClaimed_IsNamed() => Finds(Whole with { Schedule = Whole.Schedule with { Memory = Whole.Schedule.Memory with { LatencyCycles = 1 } } }, "audit.cycles");

    [Fact]
    public void Check_OtherMemoryImage_IsNamed() => Finds(WithTask(t => t with { TotalBeats = t.TotalBeats + 1 }), "audit.regions");

    [Fact]
    public void Check_MissingUnit_IsNamed() => Finds(Whole with { Rtl = [.. Whole.Rtl.Where(s => s.Name != "hwa_fifo.sv")] }, "audit.missing-unit", "", "rtl/hwa_fifo.sv");

    [Fact]
    public void Check_ExtraFile_IsNamed() => Finds(Whole with { Rtl = [.. Whole.Rtl, new RtlSource("more.sv", "module more; endmodule\n")] }, "audit.extra-file", "", "rtl/more.sv");

    /// <summary>Changed RTL is no finding: it is a proposal, to be judged like one.</summary>
    [Fact]
    public void Check_ChangedUnit_IsReturnedAsProposed()
    {
        var (units, findings) = DesignAudit.Check(Whole with { Rtl = [.. Whole.Rtl.Select(s => s.Name == "hwa_fifo.sv" ? s with { Text = s.Text + "\n" } : s)] });

        Assert.Empty(findings);
        Assert.Equal(["hwa_fifo.sv"], units.Select(u => u.Name));
    }

    private static void Finds(LoadedDesign design, string code, string message = "", string? file = null)
    {
        var (_, findings) = DesignAudit.Check(design);
        Assert.Contains(findings, f => f.Code == code && f.Message.Contains(message, StringComparison.Ordinal) && (file is null || f.File == file));
    }

    private static LoadedDesign WithTask(Func<ScheduleFile.ScheduledTask, ScheduleFile.ScheduledTask> change) =>
        Whole with { Schedule = Whole.Schedule with { Tasks = [change(Whole.Schedule.Tasks[0]), .. Whole.Schedule.Tasks.Skip(1)] } };

    private static LoadedDesign Load()
    {
        using var folder = new TemporaryFolder();
        DesignFolder.Write(folder.In("best"), SmallDesign.Point, CandidateRtl.Sources(SmallDesign.Hardware, []), SmallDesign.Memory);
        return DesignFolder.Read(folder.In("best"));
    }
}
