using System.Globalization;
using HwAgent.Agent.Reports;
using HwAgent.Evals.Calibrations;

namespace HwAgent.Evals.Reports.Views;

/// <summary>What the grader says of designs whose verdict is known.</summary>
internal sealed record CalibrationView(string Headline, string Tone, IReadOnlyList<string> Faults, IReadOnlyList<AttackScore> Attacks, string Mutation, IReadOnlyList<string> Missed)
{
    private const int MostMissed = 40;

    public static CalibrationView From(Calibration calibration)
    {
        var faults = new List<string>();
        if (calibration.FailedReferences.Count > 0) faults.Add($"References that fail though nothing is known against their problems: {string.Join(", ", calibration.FailedReferences)}.");
        if (calibration.Blind.Count > 0) faults.Add($"Problems whose testbench passes a constant: {string.Join(", ", calibration.Blind)}.");
        faults.AddRange(calibration.Attacks.Where(attack => attack.Accepted.Count > 0).Select(attack => $"The attack {attack.Name} passes on {string.Join(", ", attack.Accepted)}."));
        var judged = calibration.Problems - calibration.Excluded;
        var accepted = calibration.Attacks.Sum(attack => attack.Accepted.Count);
        var missed = calibration.Mutations.Where(score => score.Accepted.Count > 0).Select(score => $"{score.Problem}: {PlainText.Line(string.Join("; ", score.Accepted), 300)}").ToList();
        return new CalibrationView(
            $"{calibration.StrictReferences} of {judged} references pass, {(accepted == 0 ? "no attack does" : Words.Plural(accepted, "attack passes", "attacks pass"))}. Official rule: {calibration.OfficialReferences} of {calibration.Problems} references.",
            calibration.StrictReferences == judged && accepted == 0 ? "met" : "missed", faults, [.. calibration.Attacks.Where(attack => attack.Tried > 0)],
            calibration.MutationScore is { } score ? string.Create(CultureInfo.InvariantCulture, $"{calibration.Mutations.Sum(m => m.Rejected)} of {calibration.Mutations.Sum(m => m.Different)} faulty versions of the references are rejected ({100 * score:0.0} %).") : "",
            missed.Count > MostMissed ? [.. missed.Take(MostMissed), $"and {missed.Count - MostMissed} more problems, see results.json"] : missed);
    }
}
