using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Llm;

public sealed class BudgetedChatModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompleteAsync_RequestsSpent_RefusesTheNext()
    {
        var error = await SpendAsync(new LlmBudget { MaxRequests = 2 }, served: 2);

        Assert.Equal((SpentBudget.Requests, "The model budget for requests is spent: 2 of 2 requests are used."), (error.Budget, error.Message));
    }

    [Fact]
    public async Task CompleteAsync_TokensSpent_SaysByHowMuch()
    {
        var error = await SpendAsync(new LlmBudget { MaxTokens = 30 }, served: 2);

        Assert.Equal((SpentBudget.Tokens, "The model budget for tokens is spent: 38 of 30 tokens are used, 8 over."), (error.Budget, error.Message));
    }

    [Fact]
    public async Task CompleteAsync_CostSpent_SaysByHowMuch()
    {
        // 8 fresh x 2000 + 4 cached x 500 + 7 written x 10000 dollars a million = 0.088 a reply.
        var error = await SpendAsync(new LlmBudget { MaxCostUsd = 0.1m }, served: 2, prices: "m: { prompt: 2000, cached: 500, completion: 10000 }");

        Assert.Equal((SpentBudget.Cost, "The model budget for cost is spent: 0.176 of 0.1 USD are spent, 0.076 over."), (error.Budget, error.Message));
    }

    [Fact]
    public async Task CompleteAsync_TimeSpent_RefusesTheNext()
    {
        var time = new ManualTime();
        await using var server = new LoopbackEndpoint(Serve.Text("good"));
        using var bench = new LlmBench(time);
        var model = bench.Model(server.BaseUrl + "#m", new LlmBudget { MaxTime = TimeSpan.FromSeconds(90) });
        await model.CompleteAsync(LlmBench.Ask("1"), null, Token);
        time.Advance(TimeSpan.FromSeconds(100));

        var error = await Assert.ThrowsAsync<BudgetExceededException>(() => model.CompleteAsync(LlmBench.Ask("2"), null, Token));

        Assert.Equal((SpentBudget.Time, "The model budget for time is spent: 100 of 90 seconds are used, 10 over."), (error.Budget, error.Message));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task CompleteAsync_TokensNotReported_RefusesInsteadOfGuessing()
    {
        await using var server = new LoopbackEndpoint(Serve.TextWithoutUsage("good"));
        using var bench = new LlmBench(new ManualTime());
        var model = bench.Model(server.BaseUrl + "#m", new LlmBudget { MaxTokens = 1000 });
        await model.CompleteAsync(LlmBench.Ask("1"), null, Token);

        var error = await Assert.ThrowsAsync<BudgetExceededException>(() => model.CompleteAsync(LlmBench.Ask("2"), null, Token));

        Assert.Contains("reports no token counts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_CostLimitWithoutPrice_IsRefusedBeforeAnythingIsSpent()
    {
        using var bench = new LlmBench(new ManualTime());

        var error = Assert.Throws<ModelConfigurationException>(() => bench.Model("ollama:m", new LlmBudget { MaxCostUsd = 1 }));

        Assert.Contains("needs the price of ollama:m, which is not in no price file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_SeveralAtOnce_NeverSendMoreThanTheLimit()
    {
        await using var server = new LoopbackEndpoint(Serve.Text("good"));
        using var bench = new LlmBench(new ManualTime());
        var models = bench.Models($"{server.BaseUrl}#a,{server.BaseUrl}#b", new LlmBudget { MaxRequests = 5 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            try
            {
                await models[i % 2].CompleteAsync(LlmBench.Ask($"{i}"), null, Token);
                return 1;
            }
            catch (BudgetExceededException)
            {
                return 0;
            }
        }));

        Assert.Equal((5, 5), (outcomes.Sum(), server.Requests.Count));
        var totals = bench.Ledger.Totals;
        Assert.Equal((5, 60, 35, 20), (totals.Requests, totals.PromptTokens, totals.CompletionTokens, totals.CachedTokens));
        Assert.Equal((null, 5), (totals.CostUsd, totals.UnpricedReplies));
    }

    private static async Task<BudgetExceededException> SpendAsync(LlmBudget budget, int served, string? prices = null)
    {
        await using var server = new LoopbackEndpoint(Serve.Text("good"));
        using var folder = new TemporaryFolder();
        (string, string)[] settings = prices is null ? [] : [("Llm:PricesFile", folder.Write("prices.yaml", prices))];
        using var bench = new LlmBench(new ManualTime(), settings);
        var model = bench.Model(server.BaseUrl + "#m", budget);
        for (var i = 0; i < served; i++) await model.CompleteAsync(LlmBench.Ask($"{i}"), null, Token);

        var error = await Assert.ThrowsAsync<BudgetExceededException>(() => model.CompleteAsync(LlmBench.Ask("more"), null, Token));

        Assert.Equal((served, served), (server.Requests.Count, bench.Ledger.Totals.Requests));
        return error;
    }
}
