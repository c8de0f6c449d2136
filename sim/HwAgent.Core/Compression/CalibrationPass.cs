using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>Runs a sequence for what its observer sees; the logits are not wanted.</summary>
internal static class CalibrationPass
{
    public static void Run(ILanguageModel model, TokenSequence sequence)
    {
        var imageRows = sequence.ImageRows is { } image ? image.Length / model.HiddenSize : 0;
        using var session = model.Start(sequence.Tokens.Count + imageRows);
        if (imageRows > 0) session.AppendEmbeddings(sequence.ImageRows);
        session.Append([.. sequence.Tokens], []);
    }
}
