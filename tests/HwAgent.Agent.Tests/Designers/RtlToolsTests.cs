namespace HwAgent.Agent.Tests.Designers;

/// <summary>The tests that share <see cref="RtlToolsFixture"/>; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class RtlToolsTests : ICollectionFixture<RtlToolsFixture>
{
    public const string Name = "RTL tools";
}
