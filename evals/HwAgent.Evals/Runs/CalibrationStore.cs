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
    /// <param name="tools">Tool to version, and whatever else of the machine has a say.</param>
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
        var program = ((Type[])[typeof(CalibrationStore), typeof(RtlProblem), typeof(RtlTools)]).Select(type => type.Assembly.ManifestModule.ModuleVersionId.ToString());
        var how = FormattableString.Invariant($"{options.MutantsPerProblem} {options.ProblemsPerAttack} {options.ProblemsForLimits} {options.Seed}");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in (IEnumerable<string>)[benchmark, how, .. program, .. options.Attacks.Select(attack => attack.Name), .. tools.SelectMany(tool => (string[])[tool.Key, tool.Value])]) Add(hash, text);
        foreach (var p in problems)
        {
            foreach (var text in (string?[])[p.Id, p.Header, p.Module, p.Reference, p.ReferenceModule, p.Testbench, p.TestbenchTop]) Add(hash, text ?? "");
            foreach (var (name, bytes) in p.DataFiles.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                Add(hash, name);
                Add(hash, bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>With its length, so that no two lists run into the same bytes.</summary>
    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    private static void Add(IncrementalHash hash, byte[] bytes)
    {
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
