using System.Security.Cryptography;
using System.Text;

namespace HwAgent.Evaluation.Grading;

/// <summary>
/// What a recorder's file says, compared here and not in the simulator. As in the testbench, a bit that is unknown in the reference may
/// be anything in the answer, and a bit that is known there must be that.
/// </summary>
public sealed record RecordedSamples
{
    /// <summary>Complete samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Samples in which the answer differs from the reference.</summary>
    public required int Mismatches { get; init; }

    /// <summary>The first of them in words; null when there is none.</summary>
    public string? FirstMismatch { get; init; }

    /// <summary>Hash over all inputs and all outputs of the reference: equal in two runs when the stimulus was.</summary>
    public required string Stimulus { get; init; }

    /// <summary>A design whose outputs are all 0 would have no mismatch.</summary>
    public required bool ZeroPasses { get; init; }

    /// <summary>A design whose outputs are all 1 would have no mismatch.</summary>
    public required bool OnePasses { get; init; }

    public static RecordedSamples Read(byte[] file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (samples, mismatches, zero, one) = (0, 0, true, true);
        string? first = null;
        var rest = file.AsSpan();
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            var line = rest[..end];
            rest = rest[(end + 1)..];
            var space = line.IndexOf((byte)' ');
            var width = space;
            if (space <= 0 || line.Length < (2 * width) + 2 || line[(2 * width) + 1] != ' ') continue;
            var answer = line[..width];
            var reference = line.Slice(width + 1, width);
            hash.AppendData(line[(width + 1)..]);
            samples++;
            zero &= !reference.Contains((byte)'1');
            one &= !reference.Contains((byte)'0');
            if (answer.SequenceEqual(reference) || Agrees(answer, reference)) continue;
            mismatches++;
            first ??= $"sample {samples}: expected {Encoding.ASCII.GetString(reference)}, got {Encoding.ASCII.GetString(answer)}, inputs {Encoding.ASCII.GetString(line[((2 * width) + 2)..^1])}";
        }

        return new RecordedSamples
        {
            Samples = samples,
            Mismatches = mismatches,
            FirstMismatch = first,
            Stimulus = Convert.ToHexStringLower(hash.GetHashAndReset()),
            ZeroPasses = zero,
            OnePasses = one,
        };
    }

    private static bool Agrees(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> reference)
    {
        for (var bit = 0; bit < reference.Length; bit++)
        {
            if (reference[bit] is (byte)'0' or (byte)'1' && answer[bit] != reference[bit]) return false;
        }

        return true;
    }
}
