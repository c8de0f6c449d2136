using System.Text.RegularExpressions;

namespace HwAgent.Evaluation.SelfChecking;

/// <summary>
/// What a testbench that checks for itself says at the end. Three families are known, all in RTLLM, and one rule reads them all:
/// <list type="bullet">
/// <item>a counter of errors, and one banner at the end (<c>===========Your Design Passed===========</c>, or <c>Error</c>, <c>Failed</c>,
/// <c>Test completed with 3 /100 failures</c>);</item>
/// <item>a line for each failed check as well (<c>Test failed: A = 1, ...</c>, <c>Failed at i= 2</c>), in some whatever the banner says then;</item>
/// <item>values without a judgement, and the banner (<c>At time 40, clock = 9</c>).</item>
/// </list>
/// So a run passes with a banner of success and no line that speaks of a failure. Whether the line is the testbench's own is not to be
/// seen here: the answer must not be able to print at all.
/// </summary>
public sealed partial record PrintedVerdict
{
    /// <summary>Lines that report success.</summary>
    public required int Successes { get; init; }

    /// <summary>Lines that report a failure.</summary>
    public required int Failures { get; init; }

    /// <summary>The first line that reports a failure, shortened; null when there is none.</summary>
    public string? FirstFailure { get; init; }

    public bool Passed => Successes > 0 && Failures == 0;

    public static PrintedVerdict Read(string log)
    {
        const int longest = 200;
        var lines = log.Split('\n').Select(static line => line.Trim()).ToArray();
        var failures = lines.Where(static line => Failure().IsMatch(line)).ToArray();
        return new PrintedVerdict
        {
            Successes = lines.Count(static line => Success().IsMatch(line) && !Failure().IsMatch(line)),
            Failures = failures.Length,
            FirstFailure = failures.Length == 0 ? null : failures[0][..Math.Min(failures[0].Length, longest)],
        };
    }

    [GeneratedRegex(@"^[=\s]*(your design )?pass(ed)?[=\s!.]*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Success();

    [GeneratedRegex(@"\b(fail\w*|error\w*|mismatch\w*|incorrect|wrong|timeout)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Failure();
}
