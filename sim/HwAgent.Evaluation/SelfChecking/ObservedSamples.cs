using System.Security.Cryptography;
using System.Text;

namespace HwAgent.Evaluation.SelfChecking;

/// <summary>
/// What the recorder of an <see cref="ObservedTestbench"/> wrote, compared here and not in the simulator. Samples in which an input is
/// unknown count nothing. A bit that is unknown in the verified design may be anything; one that is known there must be that as soon as
/// the answer's bit has been known once, since a register without a reset is unknown until it is written.
/// </summary>
public sealed record ObservedSamples
{
    /// <summary>Samples with known inputs.</summary>
    public required int Samples { get; init; }

    /// <summary>Those in which the answer differs from the verified design.</summary>
    public required int Mismatches { get; init; }

    /// <summary>The first of them in words; null when there is none.</summary>
    public string? FirstMismatch { get; init; }

    /// <summary>Hash over the inputs of all samples: equal in two runs when the stimulus was.</summary>
    public required string Stimulus { get; init; }

    /// <summary>Indexes of outputs that change in the verified design and never do in the answer.</summary>
    public required IReadOnlyList<int> Dead { get; init; }

    /// <summary>Reads a recorder's file.</summary>
    public static ObservedSamples Read(byte[] file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (samples, mismatches) = (0, 0);
        string? first = null;
        bool[] seen = [];
        var values = new List<(HashSet<string> Answer, HashSet<string> Verified)>();
        foreach (var line in Encoding.ASCII.GetString(file).Split('\n'))
        {
            if (line.Split(' ') is not [var answer, var verified, var inputs] || answer.Length != verified.Length) continue;
            hash.AppendData(Encoding.ASCII.GetBytes(inputs + "\n"));
            if (!IsKnown(inputs)) continue;
            samples++;
            if (seen.Length != answer.Length) seen = new bool[answer.Length];
            Collect(values, answer.Split(','), verified.Split(','));
            if (Agrees(answer, verified, seen)) continue;
            mismatches++;
            first ??= $"sample {samples}: expected {verified}, got {answer}, inputs {inputs}";
        }

        // An answer that never becomes known agrees with anything by the rule for registers without a reset; it is dead all the same.
        return new ObservedSamples
        {
            Samples = samples,
            Mismatches = mismatches,
            FirstMismatch = first,
            Stimulus = Convert.ToHexStringLower(hash.GetHashAndReset()),
            Dead = [.. Enumerable.Range(0, values.Count).Where(index => values[index].Verified.Count > 1 && values[index].Answer.Count < 2)],
        };
    }

    private static bool IsKnown(string bits) => !bits.AsSpan().ContainsAnyExcept('0', '1', ',');

    private static bool Agrees(string answer, string verified, bool[] seen)
    {
        var agrees = true;
        for (var bit = 0; bit < answer.Length; bit++)
        {
            seen[bit] |= answer[bit] is '0' or '1';
            agrees &= verified[bit] is not ('0' or '1') || answer[bit] == verified[bit] || !seen[bit];
        }

        return agrees;
    }

    /// <summary>Two known values of each output are enough to know that it changes.</summary>
    private static void Collect(List<(HashSet<string> Answer, HashSet<string> Verified)> values, string[] answer, string[] verified)
    {
        for (var index = 0; index < answer.Length; index++)
        {
            if (values.Count <= index) values.Add(([], []));
            if (values[index].Answer.Count < 2 && IsKnown(answer[index])) values[index].Answer.Add(answer[index]);
            if (values[index].Verified.Count < 2 && IsKnown(verified[index])) values[index].Verified.Add(verified[index]);
        }
    }
}
