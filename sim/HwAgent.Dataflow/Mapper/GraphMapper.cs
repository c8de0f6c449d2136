using System.Collections.Concurrent;

namespace HwAgent.Dataflow.Mapper;

/// <summary>Maps many products, each shape once.</summary>
public static class GraphMapper
{
    /// <summary>The results in the order of the requests; requests that differ in the problem's name and repeats alone share one search.</summary>
    /// <param name="requests">What to map.</param>
    /// <param name="threads">Searches at the same time, and threads of each where there are fewer searches; the results do not depend on it.</param>
    /// <param name="cancellation">Ends the searches.</param>
    public static IReadOnlyList<MapperResult> Search(IReadOnlyList<MapperRequest> requests, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var shapes = requests.Select(r => (Request: r, Shape: Shape(r))).ToList();
        var unique = shapes.DistinctBy(s => s.Shape).ToList();
        var results = new ConcurrentDictionary<(string, object), MapperResult>();
        Parallel.ForEach(Partitioner.Create(unique, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, s => results[s.Shape] = GemmMapper.Search(s.Request with { Threads = Math.Max(s.Request.Threads, threads / unique.Count) }, cancellation));
        return [.. shapes.Select(s => results[s.Shape])];
    }

    /// <summary>All that a result depends on. Architectures are compared by reference: a graph is mapped to one.</summary>
    private static (string Text, object Architecture) Shape(MapperRequest request)
    {
        var problem = request.Problem;
        var text = $"{string.Join(' ', problem.Dimensions)} {string.Join(' ', problem.Tensors.Select(t => $"{t.Dimensions}:{t.Bits}"))} {problem.PartialBits} {request.Objective} {request.Keep} {request.Account} {request.Slack} {request.MostEvaluations}";
        return (text, request.Architecture);
    }
}
