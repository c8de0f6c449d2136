using System.Runtime.InteropServices;
using HwAgent.Core.Compression;
using HwAgent.Core.Integer;
using HwAgent.Core.Tests.Decoding;

namespace HwAgent.Core.Tests.Compression;

/// <summary>
/// The same compressed model on every machine, calibration, choice of widths, pruning and rounding included. The number is what comes out with every vector
/// instruction turned off (<c>DOTNET_EnableHWIntrinsic=0</c>); whatever this machine has must give it too.
/// </summary>
public sealed class CompressorGoldenTests
{
    [Fact]
    public void Run_FixedModel_GivesTheBitsOfAMachineWithoutVectors()
    {
        using var workers = new IntegerWorkers(1);
        var weights = TinyDecoders.Random(50, 3, 7, hidden: 72);
        IReadOnlyList<TokenSequence> Sequences(int count, int first) => [.. Enumerable.Range(first, count).Select(s => new TokenSequence([.. Enumerable.Range(0, 40).Select(i => (i * i + s * i + 3 * s) % 50)]))];
        var request = new CompressionRequest { Budget = CompressionBudget.Parse("60%"), PrunedShare = 0.2, CurvePoints = 1 };
        var found = new Compressor(new GreedyAllocator(), workers).Run(weights, Sequences(4, 0), Sequences(2, 10), request, TestContext.Current.CancellationToken);

        var hash = 14695981039346656037UL;
        foreach (var (_, linear) in found.Model.Matrices.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            Add(MemoryMarshal.AsBytes(linear.Values));
            Add(linear.RowBits);
            Add(MemoryMarshal.AsBytes(linear.RowScales));
        }

        Add(MemoryMarshal.AsBytes([found.Calibration.Compressed.Divergence, found.HeldOut!.InIntegers.NegativeLogLikelihood]));
        Assert.Equal(3558887794105813003UL, hash);

        // FNV-1a.
        void Add(ReadOnlySpan<byte> bytes)
        {
            foreach (var value in bytes) hash = (hash ^ value) * 1099511628211UL;
        }
    }
}
