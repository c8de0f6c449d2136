using HwAgent.Core.Decoding;
using HwAgent.Core.Models;

namespace HwAgent.Cli.Generation;

/// <summary>The part of a prompt up to the end of its image.</summary>
/// <param name="Tokens">The last one stands for the image.</param>
/// <param name="ImageToken">Which one that is.</param>
/// <param name="Rows">Rows x hidden size.</param>
/// <param name="HiddenSize">Width of a row.</param>
internal sealed record PromptLead(int[] Tokens, int ImageToken, float[] Rows, int HiddenSize)
{
    public int Positions => ImagePrompt.Length(Tokens, ImageToken, [Rows], HiddenSize);

    public void AppendTo(ILanguageSession session) => ImagePrompt.Append(session, Tokens, ImageToken, [Rows], HiddenSize, []);
}
