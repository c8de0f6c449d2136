using HwAgent.Toolchain.Inventory;

namespace HwAgent.Toolchain.Tests.Inventory;

public sealed class ToolInventoryTests(ToolsFixture fixture)
{
    [Fact]
    public async Task ProbeAsync_ThisMachine_HasEveryToolWithVersion()
    {
        var tools = await ToolInventory.ProbeAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["dotnet", "bwrap", "verilator", "iverilog", "vvp", "yosys", "g++", "make"], tools.Select(static tool => tool.Name));
        Assert.All(tools, static tool =>
        {
            Assert.True(tool.IsUsable, tool.ToString());
            Assert.Matches(@"^\d+\.\d+", tool.Version);
            Assert.True(Path.IsPathRooted(tool.Path));
            Assert.NotEmpty(tool.NeededFor);
            Assert.NotEmpty(tool.InstallHint);
        });
    }

    [Fact]
    public async Task VersionsAsync_Tools_AreInOrder()
    {
        var versions = await fixture.Tools.VersionsAsync();

        Assert.Equal(["g++", "iverilog", "verilator", "yosys"], versions.Keys);
    }

    [Fact]
    public void Find_AbsentTool_IsNull() => Assert.Null(ToolLocator.Find("no-such-tool-anywhere"));

    [Fact]
    public void ToolMissingException_Message_SaysHowToInstall()
    {
        var exception = new ToolMissingException(new ToolStatus("yosys", null, null, "synthesis", true, "sudo apt-get install yosys"));

        Assert.Equal("yosys is not installed; it is needed for synthesis. Install it: sudo apt-get install yosys", exception.Message);
        Assert.IsAssignableFrom<ToolchainException>(exception);
    }

    [Fact]
    public async Task RequireAsync_UnknownName_IsABadArgument() =>
        await Assert.ThrowsAsync<ArgumentException>(() => new ToolInventory().RequireAsync("sh"));
}
