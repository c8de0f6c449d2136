using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Files;

/// <summary>Checks that the files of a design belong together, before any tool runs.</summary>
public static class DesignAudit
{
    /// <summary>
    /// Program and schedule must agree to the instruction and the cycle, and every unit of the accelerator must be there once. RTL that is
    /// not what the templates give for these parameters is returned as proposed units, to be treated as hostile.
    /// </summary>
    public static (IReadOnlyList<RtlSource> ProposedUnits, IReadOnlyList<Diagnostic> Diagnostics) Check(LoadedDesign design)
    {
        var found = new List<Diagnostic>();
        var schedule = design.Schedule;
        found.AddRange(InSchedule(AcceleratorParametersValidation.Validate(schedule.Parameters)));
        if (found.Count > 0) return ([], found);

        long next = 0;
        foreach (var scheduled in schedule.Tasks)
        {
            var task = scheduled.ToTask();
            found.AddRange(InSchedule(MappingValidation.Validate(schedule.Parameters, task, scheduled.Mapping)));
            if (found.Count > 0) return ([], found);
            var program = GemmProgram.Compile(schedule.Parameters, task, scheduled.Mapping);
            var count = program.Instructions.Count;
            if (scheduled.ProgramStart != next || scheduled.ProgramLength != count || next + count > design.Instructions.Count)
            {
                Error("program.hex", "program-place", $"{task.Name}: the schedule compiles to {count} instructions from {next}; schedule.json says {scheduled.ProgramLength} from {scheduled.ProgramStart}, program.hex has {design.Instructions.Count} in all.");
                return ([], found);
            }

            for (var i = 0; i < count; i++)
            {
                if (program.Instructions[i] == design.Instructions[(int)next + i]) continue;
                Error("program.hex", "program", $"{task.Name}: instruction {next + i} is not the one that the schedule compiles to.");
                break;
            }

            var timing = new TimingModel(schedule.Parameters, schedule.Memory);
            for (var i = 0; i < count; i++) timing.Add(program.Instructions[i]);
            if (timing.TotalCycles != scheduled.PredictedCycles) Error("schedule.json", "cycles", $"{task.Name}: {scheduled.PredictedCycles} cycles are claimed, the model gives {timing.TotalCycles}.");
            if (program.Regions != scheduled.Regions || program.TotalBeats != scheduled.TotalBeats) Error("schedule.json", "regions", $"{task.Name}: the memory regions are not those of the schedule.");
            next += count;
        }

        if (next != design.Instructions.Count) Error("program.hex", "program-tail", $"{design.Instructions.Count - next} instructions belong to no product of the schedule.");
        var templates = AcceleratorTemplates.Render(schedule.Parameters).Sources;
        foreach (var name in templates.Select(t => t.Name).Except(design.Rtl.Select(r => r.Name))) Error("rtl/" + name, "missing-unit", "The unit's file is missing.");
        foreach (var name in design.Rtl.Select(r => r.Name).Except(templates.Select(t => t.Name))) Error("rtl/" + name, "extra-file", "The accelerator has no such unit.");
        return ([.. design.Rtl.Where(r => !templates.Contains(r))], found);

        static IEnumerable<Diagnostic> InSchedule(IEnumerable<Diagnostic> broken) => broken.Select(d => d with { File = "schedule.json" });

        void Error(string file, string code, string message) =>
            found.Add(new Diagnostic("audit", DiagnosticSeverity.Error, $"audit.{code}", message) { File = file, Advice = "the design was changed after it was made; run `hwagent design` again" });
    }
}
