using HwAgent.Core.Models;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Integer.Calibration;

/// <summary>Runs the float32 path over calibration text and chooses the static scales.</summary>
public static class DecoderCalibration
{
    /// <param name="weights">The model.</param>
    /// <param name="sequences">Token sequences like those the model will see.</param>
    /// <param name="options">How scales are chosen.</param>
    public static DecoderScales Run(DecoderWeights weights, IEnumerable<IReadOnlyList<int>> sequences, CalibrationOptions? options = null)
    {
        var statistics = new ActivationStatistics(weights);
        Observe(weights, sequences, statistics);
        return statistics.Scales(options ?? new CalibrationOptions());
    }

    /// <summary>Shows the activations of every sequence to an observer.</summary>
    public static void Observe(DecoderWeights weights, IEnumerable<IReadOnlyList<int>> sequences, IActivationObserver observer)
    {
        var model = new ReferenceDecoder(weights, observer);
        foreach (var sequence in sequences)
        {
            if (sequence.Count == 0) continue;
            using var session = model.Start(sequence.Count);
            session.Append([.. sequence], []);
        }
    }
}
