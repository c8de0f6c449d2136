namespace HwAgent.Evaluation.Tests.Files;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("hwagent-files-").FullName;

    public string In(string name) => System.IO.Path.Combine(root, name);

    public void Dispose() => Directory.Delete(root, recursive: true);
}
