using System.Collections.Concurrent;
using HwAgent.Dataflow.Architectures;

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
        var architectures = new List<Architecture>();
        string[] shapes = [.. requests.Select(r => Shape(r, architectures))];
        // Strings and objects alone: what the framework does with them is compiled before the program starts, which for one product is much of its time.
        string[] unique = [.. shapes.Distinct()];
        var results = new ConcurrentDictionary<string, MapperResult>();
        Parallel.ForEach(Partitioner.Create((IEnumerable<string>)unique, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, shape =>
        {
            var request = requests[Array.IndexOf(shapes, shape)];
            results[shape] = GemmMapper.Search(request with { Threads = Math.Max(request.Threads, threads / unique.Length) }, cancellation);
        });
        return [.. shapes.Select(s => results[s])];
    }

    /// <summary>All that a result depends on. Architectures are compared by reference: a graph is mapped to one.</summary>
    private static string Shape(MapperRequest request, List<Architecture> architectures)
    {
        var architecture = architectures.FindIndex(a => ReferenceEquals(a, request.Architecture));
        if (architecture < 0)
        {
            architecture = architectures.Count;
            architectures.Add(request.Architecture);
        }

        var problem = request.Problem;
        return $"{architecture} {string.Join(' ', problem.Dimensions)} {string.Join(' ', problem.Tensors.Select(t => $"{t.Dimensions}:{t.Bits}"))} {problem.PartialBits} {request.Objective} {request.Keep} {request.Account} {request.Slack} {request.MostEvaluations}";
    }
}
