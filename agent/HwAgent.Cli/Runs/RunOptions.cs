using System.CommandLine;
using HwAgent.Agent.Llm;

namespace HwAgent.Cli.Runs;

/// <summary>Options of every command that runs tools or models.</summary>
internal static class RunOptions
{
    public static Option<bool> UnsafeNoSandbox { get; } = new("--unsafe-no-sandbox") { Description = "Run the tools without the sandbox; generated code can then do what you can" };

    public static Option<string?> Cache { get; } = new("--cache") { Description = "Folder of cached tool results; default: .hwagent/cache in the repository" };

    public static Option<int?> MaxRequests { get; } = new("--max-requests") { Description = "Requests to language models at most" };

    public static Option<long?> MaxTokens { get; } = new("--max-tokens") { Description = "Tokens of language models at most" };

    public static Option<decimal?> MaxCost { get; } = new("--max-cost") { Description = "Cost of language models at most, in US dollars; needs Llm:PricesFile" };

    public static IReadOnlyList<Option> All { get; } = [MaxRequests, MaxTokens, MaxCost, UnsafeNoSandbox, Cache];

    public static LlmBudget Budget(ParseResult arguments) => new() { MaxRequests = arguments.GetValue(MaxRequests), MaxTokens = arguments.GetValue(MaxTokens), MaxCostUsd = arguments.GetValue(MaxCost) };
}
