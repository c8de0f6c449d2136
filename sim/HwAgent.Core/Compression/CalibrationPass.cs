using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>Runs a sequence for what its observer sees; the logits are not wanted.</summary>
internal static class CalibrationPass
{
    public static void Run(ILanguageModel model, TokenSequence sequence)
    {
        using var session = model.Start(sequence.Tokens.Count + sequence.FrontPositions(model.HiddenSize));
        sequence.AppendFront(session);
        session.Append([.. sequence.Tokens], []);
    }
}
