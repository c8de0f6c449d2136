using System.Globalization;
using System.Text;
using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Instructions;
using HwAgent.Dataflow.Search;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Files;

/// <summary>A finished design on disk: <c>rtl/</c>, <c>tb/</c>, <c>schedule.json</c>, <c>program.hex</c>. Everything that <c>hwagent verify</c> needs.</summary>
public static class DesignFolder
{
    /// <summary>Writes the whole folder anew.</summary>
    public static void Write(string folder, DesignPoint point, IReadOnlyList<RtlSource> rtl, MemoryTiming memory) => AtomicFile.ReplaceFolder(folder, target =>
    {
        Directory.CreateDirectory(Path.Combine(target, "rtl"));
        Directory.CreateDirectory(Path.Combine(target, "tb"));
        foreach (var source in rtl) File.WriteAllText(Path.Combine(target, "rtl", source.Name), source.Text);
        File.WriteAllText(Path.Combine(target, "tb", "testbench.cpp"), AcceleratorTemplates.ReadText("accelerator/testbench.cpp"));
        var tasks = new List<ScheduleFile.ScheduledTask>();
        long next = 0;
        using (var hex = new StreamWriter(Path.Combine(target, "program.hex"), append: false, new UTF8Encoding(false)) { NewLine = "\n" })
        {
            foreach (var mapped in point.Tasks)
            {
                var program = GemmProgram.Compile(point.Parameters, mapped.Task, mapped.Mapping);
                hex.WriteLine($"// {mapped.Task.Name} {mapped.Task.Shape}");
                foreach (var instruction in program.Instructions) hex.WriteLine(instruction.Encode().ToString("x32", CultureInfo.InvariantCulture));
                var task = mapped.Task;
                tasks.Add(new ScheduleFile.ScheduledTask(
                    task.Name, task.Shape, task.WeightBits, task.Activate, task.Residual, task.Repeats, mapped.Mapping, program.Regions, program.TotalBeats, next, program.Instructions.Count, mapped.Cost.LatencyCycles));
                next += program.Instructions.Count;
            }
        }

        File.WriteAllText(Path.Combine(target, "schedule.json"), ProductJson.Write(new ScheduleFile { Parameters = point.Parameters, Memory = memory, Tasks = tasks }));
    });

    /// <summary>Reads the folder back.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="FormatException">A file is damaged; the message names file and line.</exception>
    public static LoadedDesign Read(string folder)
    {
        var schedulePath = Path.Combine(folder, "schedule.json");
        ScheduleFile schedule;
        try
        {
            schedule = ProductJson.Read<ScheduleFile>(File.ReadAllText(schedulePath));
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new FormatException($"{schedulePath}:{e.LineNumber + 1}: {e.Message}", e);
        }

        if (schedule.Format != ScheduleFile.CurrentFormat) throw new FormatException($"{schedulePath}: format is {schedule.Format}; this version reads {ScheduleFile.CurrentFormat}.");
        var instructions = new List<Instruction>();
        var hexPath = Path.Combine(folder, "program.hex");
        var number = 0;
        foreach (var line in File.ReadLines(hexPath))
        {
            number++;
            if (line.StartsWith("//", StringComparison.Ordinal) || line.Length == 0) continue;
            if (line.Length != 32 || !UInt128.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word))
                throw new FormatException($"{hexPath}:{number}: an instruction is 32 hexadecimal digits.");
            instructions.Add(Decode(word, hexPath, number));
        }

        var rtl = Directory.EnumerateFiles(Path.Combine(folder, "rtl"), "*.sv").Order(StringComparer.Ordinal)
            .Select(path => new RtlSource(Path.GetFileName(path), File.ReadAllText(path))).ToArray();
        return new LoadedDesign(schedule, instructions, rtl);
    }

    private static Instruction Decode(UInt128 word, string path, int line)
    {
        try
        {
            var instruction = Instruction.Decode(word);
            // Bits that mean nothing would let a changed file pass for the original.
            return instruction.Encode() == word ? instruction : throw new FormatException("Bits are set that the instruction does not have.");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new FormatException($"{path}:{line}: {e.Message}", e);
        }
    }
}
