namespace HwAgent.Agent.Reports.Views;

/// <summary>Every candidate, in order of proposal.</summary>
internal sealed record CandidatesView(IReadOnlyList<CandidateView> Rows, string Summary)
{
    public static CandidatesView From(ReportInput input)
    {
        var all = input.Result.Candidates;
        var correct = all.Count(c => c.IsCorrect);
        var meeting = all.Count(c => c.Score is { MeetsSpec: true });
        return new CandidatesView(
            [.. all.Select(c => CandidateView.Of(input, c))],
            all.Count == 0 ? "No candidate was proposed." : $"{Words.Plural(all.Count, "candidate")} checked: {NumberText.Count(correct)} correct, {NumberText.Count(meeting)} within every budget.");
    }
}
