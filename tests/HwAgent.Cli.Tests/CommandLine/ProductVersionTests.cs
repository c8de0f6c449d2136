using HwAgent.Cli.CommandLine;

namespace HwAgent.Cli.Tests.CommandLine;

public sealed class ProductVersionTests
{
    [Theory]
    [InlineData("0.1.0", "0.1.0 (no commit recorded)")]
    [InlineData("0.1.0+0123456789abcdef", "0.1.0 (commit 0123456789ab)")]
    [InlineData("0.1.0+0123456789abcdef-modified", "0.1.0 (commit 0123456789ab, modified)")]
    public void Parse_InformationalVersion_ReadsNumberCommitAndState(string embedded, string expected) =>
        Assert.Equal(expected, ProductVersion.Parse(embedded).ToString());
}
