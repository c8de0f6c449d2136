using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Llm;

public sealed class PriceTableTests
{
    [Theory]
    [InlineData("openai:big: { prompt: 1.25, cached: 0.125, completion: 10 }\nbig: { prompt: 9, completion: 9 }\n")]
    [InlineData("{\"openai:big\": {\"prompt\": 1.25, \"cached\": 0.125, \"completion\": 10}}")]
    public void Find_WholeReference_GoesBeforeTheBareName(string text)
    {
        using var folder = new TemporaryFolder();

        var table = PriceTable.Load(folder.Write("prices.yaml", text));

        Assert.Equal(new ModelPrice(1.25m, 0.125m, 10m), table.Find(new ModelReference(ModelKind.OpenAI, "big")));
        Assert.Null(table.Find(new ModelReference(ModelKind.OpenAI, "small")));
    }

    [Fact]
    public void Find_NoCachedPrice_IsThePromptPrice()
    {
        using var folder = new TemporaryFolder();

        var price = PriceTable.Load(folder.Write("prices.yaml", "big: { prompt: 2, completion: 8 }")).Find(new ModelReference(ModelKind.Azure, "big"));

        Assert.Equal(new ModelPrice(2, 2, 8), price);
        Assert.Equal(0.00004m, price!.Cost(promptTokens: 16, cachedTokens: 6, completionTokens: 1));
    }

    [Fact]
    public void Load_EmptyFile_KnowsNoPrice()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(PriceTable.Load(folder.Write("prices.yaml", "# nothing yet\n")).Find(new ModelReference(ModelKind.OpenAI, "big")));
    }

    [Theory]
    [InlineData("big: { prompt: 2 }", "prices.yaml:1:6: big needs prompt and completion.")]
    [InlineData("big:\n  prompt: 2\n  completion: -1\n", "prices.yaml:3:15: completion of big is no price")]
    [InlineData("big:\n  prompt: two\n  completion: 1\n", "prices.yaml:2:11: prompt of big is no price")]
    [InlineData("big:\n  promt: 2\n", "prices.yaml:2:10: 'promt' is not known")]
    [InlineData("- big\n", "prices.yaml:1:1: expected a mapping of model names")]
    [InlineData("big: [", "prices.yaml:2:1: While parsing")]
    public void Load_Malformed_NamesFileLineAndColumn(string text, string message)
    {
        using var folder = new TemporaryFolder();

        Assert.Contains(message, Assert.Throws<ModelConfigurationException>(() => PriceTable.Load(folder.Write("prices.yaml", text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_NamesTheSetting()
    {
        Assert.Contains("Llm:PricesFile 'nowhere.yaml'", Assert.Throws<ModelConfigurationException>(() => PriceTable.Load("nowhere.yaml")).Message, StringComparison.Ordinal);
    }
}
