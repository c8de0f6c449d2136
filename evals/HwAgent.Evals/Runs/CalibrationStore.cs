using System.Security.Cryptography;
using System.Text;
using HwAgent.Evals.Calibrations;
using HwAgent.Evaluation.Files;
using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain;

namespace HwAgent.Evals.Runs;

/// <summary>Keeps calibrations by content: the problems, the tools, the options and the program that measured. Deleting the folder costs time and nothing else.</summary>
/// <param name="folder">Where they are kept.</param>
public sealed class CalibrationStore(string folder)
{
    /// <summary>The stored calibration, or a new one.</summary>
    /// <param name="benchmark">Name of the benchmark.</param>
    /// <param name="problems">Those to calibrate on.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="tools">Tool to version.</param>
    /// <param name="calibrate">Measures.</param>
    public async Task<Calibration> GetAsync(
        string benchmark, IReadOnlyList<RtlProblem> problems, CalibrationOptions options, IReadOnlyDictionary<string, string> tools, Func<Task<Calibration>> calibrate)
    {
        var path = Path.Combine(folder, Key(benchmark, problems, options, tools) + ".json");
        if (File.Exists(path)) return EvalJson.Read<Calibration>(path);
        var calibration = await calibrate().ConfigureAwait(false);
        AtomicFile.Write(path, EvalJson.Write(calibration));
        return calibration;
    }

    private static string Key(string benchmark, IReadOnlyList<RtlProblem> problems, CalibrationOptions options, IReadOnlyDictionary<string, string> tools)
    {
        // The identity of each compiled part of the program that has a say: a change of the grader must show.
        var program = ((Type[])[typeof(CalibrationStore), typeof(RtlProblem), typeof(RtlTools)]).Select(type => type.Assembly.ManifestModule.ModuleVersionId);
        var how = new { options.MutantsPerProblem, options.ProblemsPerAttack, options.ProblemsForLimits, options.Seed, Attacks = options.Attacks.Select(attack => attack.Name) };
        var text = EvalJson.Write(new { benchmark, how, tools, program, problems });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
