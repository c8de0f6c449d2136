namespace HwAgent.Core.Decoding;

/// <summary>Counts of one generation; times are the caller's to measure.</summary>
/// <param name="PromptTokens">Tokens read before the first pass counted here.</param>
/// <param name="Tokens">Tokens decided: generated ones and the stop token, if any.</param>
/// <param name="TargetPasses">Passes of the target, each of which decides at least one token.</param>
/// <param name="Drafted">Tokens that the draft proposed.</param>
/// <param name="Examined">Proposed tokens that were accepted or rejected; those behind a rejected one are never looked at.</param>
/// <param name="Accepted">Proposed tokens that the target accepted.</param>
public sealed record GenerationStatistics(int PromptTokens, int Tokens, int TargetPasses, int Drafted, int Examined, int Accepted)
{
    /// <summary>Share of the examined proposals that were accepted: alpha of Leviathan et al. (arXiv 2211.17192); 0 without proposals.</summary>
    public double AcceptanceRate => Examined == 0 ? 0 : (double)Accepted / Examined;

    /// <summary>1 without a draft.</summary>
    public double TokensPerTargetPass => TargetPasses == 0 ? 0 : (double)Tokens / TargetPasses;
}
