using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Dataflow.Specification.Cascades;

namespace HwAgent.Cli.Cascades;

/// <summary>A cascade with the folder that its paths start from.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Spec">What is in it.</param>
internal sealed record CascadeFile(string Path, CascadeSpec Spec)
{
    /// <exception cref="CommandException">No such file, or everything that is wrong with it.</exception>
    public static CascadeFile Read(string path)
    {
        var text = SpecFiles.ReadText(path, "name a cascade file, e.g. examples/cascades/json.yaml");
        var result = CascadeSpecReader.Read(text, path, name => System.IO.Path.Exists(InFolderOf(path, name)));
        return new CascadeFile(path, result.Spec ?? throw new CommandException(result.Diagnostics));
    }

    /// <summary>A path of the spec, for this process.</summary>
    public string Resolve(string name) => InFolderOf(Path, name);

    private static string InFolderOf(string spec, string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(spec) ?? "", name);
}
