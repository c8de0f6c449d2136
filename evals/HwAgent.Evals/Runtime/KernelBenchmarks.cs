using BenchmarkDotNet.Attributes;
using HwAgent.Core.Integer;
using HwAgent.Core.Numerics;

namespace HwAgent.Evals.Runtime;

/// <summary>
/// The kernels alone, under BenchmarkDotNet: products of the Qwen2-0.5B shape for one row (from memory: more layers in turn than a cache holds) and for
/// a prompt, and the price of handing work to the threads.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class KernelBenchmarks : IDisposable
{
    private const int Narrow = 896;
    private const int Wide = 4864;
    private const int PromptRows = 128;

    /// <summary>Layers of 4864 x 896 weights that one benchmark call streams: with 8 bits 418 MB.</summary>
    public const int StreamedLayers = 96;

    /// <summary>Products and sums of <see cref="Prompt"/>.</summary>
    public const double PromptOperations = 2.0 * PromptRows * Narrow * Wide;

    private static readonly int TwoThreads = Math.Min(2, Environment.ProcessorCount);

    private IntegerWorkers? _workers;
    private PackedLinear[] _layers = [];
    private sbyte[] _row = [];
    private sbyte[] _rows = [];
    private int[] _sums = [];
    private sbyte[] _result = [];
    private Epilogue? _epilogue;

    /// <summary>Width of the weights and inputs that share a scale.</summary>
    [Params("W8", "W4", "W4 g32", "W3", "W2")]
    public string Weights { get; set; } = "W8";

    /// <summary>One layer is enough where memory is not the limit.</summary>
    [GlobalSetup(Targets = [nameof(Prompt), nameof(Dispatch)])]
    public void SetupOne() => Setup(1);

    [GlobalSetup(Target = nameof(StreamedRow))]
    public void SetupMany() => Setup(StreamedLayers);

    [GlobalCleanup]
    public void Dispose()
    {
        _workers?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One row times all the layers: bound by memory.</summary>
    [Benchmark]
    public void StreamedRow()
    {
        foreach (var layer in _layers) layer.Multiply(_row, 1, _sums, _workers!);
    }

    /// <summary>128 rows times one layer, requantised to int8: bound by arithmetic.</summary>
    [Benchmark]
    public void Prompt() => _layers[0].MultiplyToInt8(_rows, PromptRows, _epilogue!, _result, _workers!);

    /// <summary>Work of no content: hand out, wait for all.</summary>
    [Benchmark]
    public void Dispatch()
    {
        var task = new EmptyTask();
        _workers!.Run(ref task);
    }

    /// <summary>Bytes of weights and scales that <see cref="StreamedRow"/> reads.</summary>
    public static double StreamedBytes(string weights)
    {
        var (bits, groupSize) = Parse(weights);
        return (double)StreamedLayers * Wide * Narrow * (bits / 8.0 + (groupSize == 0 ? 0 : 1.0 / groupSize));
    }

    private void Setup(int layers)
    {
        _workers = new IntegerWorkers(TwoThreads);
        var random = new SplitMix64(1);
        var (bits, groupSize) = Parse(Weights);
        var values = new sbyte[Wide * Narrow];
        for (var i = 0; i < values.Length; i++) values[i] = (sbyte)(random.Next(1 << bits) - (1 << (bits - 1)));
        byte[]? scales = groupSize == 0 ? null : [.. Enumerable.Repeat((byte)3, Wide * Narrow / groupSize)];
        var layer = new QuantisedLinear(Wide, Narrow, values, [.. Enumerable.Repeat((byte)bits, Wide)], new double[Wide], groupSize, scales, null);
        _layers = [.. Enumerable.Range(0, layers).Select(_ => PackedLinear.Pack(layer))];
        _rows = new sbyte[PromptRows * Narrow];
        for (var i = 0; i < _rows.Length; i++) _rows[i] = (sbyte)(random.Next(256) - 128);
        _row = _rows[..Narrow];
        _sums = new int[Wide];
        _result = new sbyte[PromptRows * Wide];
        _epilogue = new Epilogue([], [.. Enumerable.Repeat(new Requantiser(40000, 30), Wide)]);
    }

    private static (int Bits, int GroupSize) Parse(string weights) => (weights[1] - '0', weights.Contains('g', StringComparison.Ordinal) ? 32 : 0);

    private readonly struct EmptyTask : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
        }
    }
}
