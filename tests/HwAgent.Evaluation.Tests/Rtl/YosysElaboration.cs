using System.Diagnostics;
using HwAgent.Core.Rtl;

namespace HwAgent.Evaluation.Tests.Rtl;

/// <summary>Yosys up to registers and multiplexers, without the mapping to gates, which takes a hundred times as long. For our own sources only: there is no sandbox.</summary>
internal static class YosysElaboration
{
    public static async Task<(int Status, string Log)> RunAsync(RtlDesign design)
    {
        var folder = Directory.CreateTempSubdirectory("hwagent-yosys-").FullName;
        try
        {
            foreach (var source in design.Sources) await File.WriteAllTextAsync(Path.Combine(folder, source.Name), source.Text, TestContext.Current.CancellationToken);
            var script = $"read_verilog -sv {string.Join(' ', design.Sources.Select(source => source.Name))}; hierarchy -check -top {design.Top}; proc; opt_clean; check -assert";
            using var yosys = Process.Start(new ProcessStartInfo("yosys", ["-p", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = yosys.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var log = await yosys.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await yosys.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (yosys.ExitCode, log + await errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
