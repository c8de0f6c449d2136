namespace HwAgent.Cli.Tests;

public sealed class TemporaryFolderTests
{
    [Fact]
    public void Write_OverALink_LeavesItsTargetAlone()
    {
        using var outside = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        var target = outside.Write("program", "of the machine");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "program"), target);

        folder.WriteScript("program", "dummy");

        Assert.Equal("of the machine", File.ReadAllText(target));
        Assert.Equal("dummy", File.ReadAllText(Path.Combine(folder.Path, "program")));
    }
}
