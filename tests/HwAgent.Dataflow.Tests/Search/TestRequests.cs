using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Search;

/// <summary>Requests that take well under a second.</summary>
internal static class TestRequests
{
    public static ArraySpace SmallSpace { get; } = new() { Rows = [4, 8, 16], Columns = [4, 8, 12], BusBits = [64, 128] };

    public static SearchRequest Small { get; } = new()
    {
        Tasks =
        [
            new GemmTask("fc1", new LayerShape(50, 96, 48), 8) { Activate = true, Repeats = 3 },
            new GemmTask("fc2", new LayerShape(50, 48, 96), 8) { Residual = true, Repeats = 3 },
            new GemmTask("head", new LayerShape(1, 100, 48), 8),
        ],
        Budget = new Budget { OnChipKib = 24, AreaGateEquivalents = 300_000 },
        Space = SmallSpace,
    };

    public static SearchResult Run(SearchRequest request) => ExpertSearch.Run(request, TestContext.Current.CancellationToken);
}
