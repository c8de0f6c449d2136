using System.Text.RegularExpressions;
using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Probing;
using HwAgent.Evaluation.SelfChecking;

namespace HwAgent.Evals.Rtllm;

/// <summary>
/// One design: <c>design_description.txt</c>, a testbench, <c>verified_NAME.v</c>, and data files that the testbench reads. The names of
/// file and module do not always follow the folder's (<c>adder_pipe_64bit/verified_adder_64bit.v</c>), so they are found by what is in them.
/// </summary>
internal static partial class DesignFolder
{
    public const string Description = "design_description.txt";

    private const int MostDataBytes = 4 << 20;

    public static RtlProblem Read(string root, string folder)
    {
        var name = Path.GetFileName(folder);
        if (!PlainName().IsMatch(name)) throw RtllmBenchmark.Missing(folder, $"The folder's name '{name}' can not name a design: letters, digits, '_' and '-' only.");
        var description = Text(Path.Combine(folder, Description));
        var reference = Single(folder, name, "verified design (verified_NAME.v)", static file => file.StartsWith("verified_", StringComparison.Ordinal));
        var testbench = Single(folder, name, "testbench (testbench.v)", static file => TestbenchName().IsMatch(file) && !file.StartsWith("verified_", StringComparison.Ordinal));
        var referenceText = Text(reference);
        var testbenchText = Text(testbench);
        var (module, top) = Instance(testbench, testbenchText, [Described().Match(description).Groups["module"].Value, name, Path.GetFileNameWithoutExtension(reference)]);
        return new RtlProblem
        {
            Id = name,
            Category = Path.GetRelativePath(root, Path.GetDirectoryName(folder)!).Replace(Path.DirectorySeparatorChar, '/').TrimStart('.'),
            Prompt = description,
            Module = module,
            Reference = referenceText,
            ReferenceModule = ReferenceModule(reference, referenceText, module),
            Testbench = testbenchText,
            TestbenchTop = top,
            DataFiles = Data(folder),
        };
    }

    /// <summary>The module that the testbench instantiates as its design, and the module in which it does.</summary>
    private static (string Module, string Top) Instance(string path, string text, string[] names)
    {
        var (modules, instances) = (ModuleInterface.ModulesOf(text), ModuleInstances.In(text));
        string[] foreign = [.. instances.Where(name => !modules.Contains(name)).Distinct()];
        var module = names.FirstOrDefault(foreign.Contains) ?? (foreign.Length == 1 ? foreign[0] : null)
            ?? throw RtllmBenchmark.Missing(path, $"The testbench has no instance of {string.Join(", ", names.Where(static name => name.Length > 0).Distinct().Select(static name => $"'{name}'"))}.");
        // Whatever module of the file no other one uses is the top.
        return (module, modules.LastOrDefault(name => !instances.Contains(name)) ?? throw RtllmBenchmark.Missing(path, "The testbench has no module on top."));
    }

    private static string ReferenceModule(string path, string text, string module)
    {
        var (modules, instances) = (ModuleInterface.ModulesOf(text), ModuleInstances.In(text));
        string[] wanted = ["verified_" + module, module, Path.GetFileNameWithoutExtension(path)];
        return wanted.FirstOrDefault(modules.Contains) ?? modules.LastOrDefault(name => !instances.Contains(name)) ?? throw RtllmBenchmark.Missing(path, "The verified design has no module.");
    }

    private static string Single(string folder, string name, string what, Func<string, bool> belongs)
    {
        var found = Directory.EnumerateFiles(folder).Where(path => Path.GetExtension(path) is ".v" or ".sv" && belongs(Path.GetFileName(path))).Order(StringComparer.Ordinal).ToArray();
        if (found.Length > 1) found = [.. found.Where(path => Path.GetFileNameWithoutExtension(path) is "testbench" || Path.GetFileNameWithoutExtension(path) == "verified_" + name)];
        return found.Length == 1 ? found[0] : throw RtllmBenchmark.Missing(folder, $"The design {name} has no {what}, or more than one.");
    }

    private static Dictionary<string, byte[]> Data(string folder)
    {
        var data = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(static file => file.Extension is ".txt" or ".dat" or ".hex" or ".mem" && file.Name != Description && DataName().IsMatch(file.Name)).OrderBy(static file => file.Name, StringComparer.Ordinal))
        {
            if (file.Length > MostDataBytes) throw RtllmBenchmark.Missing(file.FullName, $"The data file has more than {MostDataBytes >> 20} MiB.");
            data[file.Name] = File.ReadAllBytes(file.FullName);
        }

        return data;
    }

    private static string Text(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^[A-Za-z0-9_\-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DataName();

    [GeneratedRegex(@"(testbench|^test|_test|tb)\w*\.s?v\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex TestbenchName();

    [GeneratedRegex(@"\bmodule\s+name\s*:\s*(?<module>[A-Za-z_]\w*)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Described();
}
