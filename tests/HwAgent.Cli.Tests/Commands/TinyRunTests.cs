namespace HwAgent.Cli.Tests.Commands;

/// <summary>The tests that share <see cref="TinyRun"/>; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TinyRunTests : ICollectionFixture<TinyRun>
{
    public const string Name = "Tiny run";
}
