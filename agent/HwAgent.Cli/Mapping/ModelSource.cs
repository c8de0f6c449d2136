using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Compressed;
using HwAgent.Models.HuggingFace;

namespace HwAgent.Cli.Mapping;

/// <summary>The shapes of a model that a user names; no weights are read.</summary>
/// <param name="Config">Its sizes.</param>
/// <param name="Widths">Of a compressed model: the widths of its weights by operator; else empty.</param>
internal sealed record ModelSource(TransformerConfig Config, IReadOnlyDictionary<string, IReadOnlyList<WeightStripe>> Widths)
{
    /// <summary>A preset, a <c>config.json</c>, a folder of Hugging Face, or one that <c>hwagent compress</c> wrote.</summary>
    /// <exception cref="CommandException">It is none of them, or what is wrong with it.</exception>
    public static ModelSource Read(string name)
    {
        try
        {
            if (!Directory.Exists(name)) return Plain(IsFile(name) ? Parse(name, null) : Preset(name));
            if (CompressedFolder.IsOne(name))
            {
                var compressed = CompressedWorkload.Read(name);
                return new ModelSource(compressed.Config, compressed.Widths);
            }

            if (File.Exists(Path.Combine(name, HuggingFaceFolder.ConfigName))) return Plain(Parse(Path.Combine(name, HuggingFaceFolder.ConfigName), Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(name)))));
            throw SpecFiles.Problem(name, $"the folder holds neither {HuggingFaceFolder.ConfigName} nor {CompressedFolder.ManifestName}", "name a model folder of Hugging Face or of hwagent compress");
        }
        catch (InvalidConfigException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
        catch (InvalidModelException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
    }

    /// <summary>The operators of one pass.</summary>
    /// <exception cref="CommandException">Options that the model has no use for.</exception>
    public Workload Build(WorkloadOptions options)
    {
        try
        {
            return WorkloadBuilder.Build(Config, options);
        }
        catch (InvalidConfigException e)
        {
            throw new CommandException(e.ToDiagnostic());
        }
    }

    private static ModelSource Plain(TransformerConfig config) => new(config, new Dictionary<string, IReadOnlyList<WeightStripe>>());

    private static TransformerConfig Parse(string path, string? name) => HuggingFaceConfig.Parse(SpecFiles.ReadText(path, "name a config.json or a preset"), path, name);

    private static TransformerConfig Preset(string name)
    {
        try
        {
            return WorkloadPresets.Get(name);
        }
        catch (InvalidConfigException e)
        {
            throw new CommandException(e.ToDiagnostic() with { Message = $"'{name}' is no product MxKxN, no file, no folder and no preset" });
        }
    }

    private static bool IsFile(string model) => Path.GetExtension(model) == ".json" || File.Exists(model);
}
