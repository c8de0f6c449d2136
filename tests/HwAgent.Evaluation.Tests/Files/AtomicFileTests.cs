using HwAgent.Evaluation.Files;

namespace HwAgent.Evaluation.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void Write_MissingFolder_IsMadeAndTextReplaced()
    {
        using var folder = new TemporaryFolder();
        var path = folder.In("deep/er/file.txt");

        AtomicFile.Write(path, "one");
        AtomicFile.Write(path, "two");

        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void ReplaceFolder_NewContent_LeavesNothingOfTheOld()
    {
        using var folder = new TemporaryFolder();
        var path = folder.In("best");
        AtomicFile.ReplaceFolder(path, target => File.WriteAllText(Path.Combine(target, "old"), "old"));

        AtomicFile.ReplaceFolder(path, target => File.WriteAllText(Path.Combine(target, "new"), "new"));

        Assert.Equal(["new"], Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder.In("")));
    }

    [Fact]
    public void ReplaceFolder_FillFails_LeavesTheOldFolder()
    {
        using var folder = new TemporaryFolder();
        var path = folder.In("best");
        AtomicFile.ReplaceFolder(path, target => File.WriteAllText(Path.Combine(target, "old"), "old"));

        Assert.Throws<IOException>(() => AtomicFile.ReplaceFolder(path, target =>
        {
            File.WriteAllText(Path.Combine(target, "half"), "half");
            throw new IOException("disk full");
        }));

        Assert.Equal(["old"], Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder.In("")));
    }

    /// <summary>What a killed process left half-written neither stays nor gets into the new folder.</summary>
    [Fact]
    public void ReplaceFolder_LeftoverOfAKilledProcess_IsGone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.In("best");
        Directory.CreateDirectory(path + ".tmp");
        File.WriteAllText(Path.Combine(path + ".tmp", "half"), "half");

        AtomicFile.ReplaceFolder(path, target => File.WriteAllText(Path.Combine(target, "new"), "new"));

        Assert.Equal(["new"], Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder.In("")));
    }
}
