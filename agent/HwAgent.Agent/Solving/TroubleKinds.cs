using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Solving;

/// <summary>
/// The kinds of <see cref="Solution.Trouble"/>. Beside these, every <see cref="ModelFault"/> is a kind, spelt with hyphens
/// (<c>rate-limited</c>, <c>server-error</c>, <c>connection</c>, <c>cut-off</c>, ...): counted once for each attempt that failed so,
/// whether the next one succeeded or not.
/// </summary>
public static class TroubleKinds
{
    /// <summary>A retried attempt in a recording that does not say what failed.</summary>
    public const string Retried = "retried";

    /// <summary>A budget was spent, so a request was not sent.</summary>
    public const string BudgetSpent = "budget-spent";

    /// <summary>A reply without any text.</summary>
    public const string Empty = "empty";

    /// <summary>The endpoint's content filter withheld a reply.</summary>
    public const string Filtered = "filtered";

    /// <summary>A reply that ended before its answer did.</summary>
    public const string Truncated = "truncated";

    /// <summary>A reply cut off at the token limit after its answer was complete; the answer is used.</summary>
    public const string TruncatedAfterAnswer = "truncated-after-answer";

    /// <summary>Reasoning tags around the answer; they are removed.</summary>
    public const string Reasoning = "reasoning";

    /// <summary>Code without fences; it is used.</summary>
    public const string NoFence = "no-fence";

    /// <summary>The body of the module whose header was given, without that header; both together are used.</summary>
    public const string ContinuedHeader = "continued-header";

    /// <summary>Several modules; the one asked for is used, with those it instantiates.</summary>
    public const string SeveralModules = "several-modules";

    /// <summary>Several versions of the module asked for; the last is used.</summary>
    public const string SeveralAnswers = "several-answers";

    /// <summary>Modules, but not the one asked for: no answer.</summary>
    public const string WrongModule = "wrong-module";

    /// <summary>A reply without any module: no answer.</summary>
    public const string NoCode = "no-code";

    /// <summary>A reply to a request for self-tests from which no test could be taken.</summary>
    public const string NoTests = "no-tests";

    /// <summary>A reply to a request for self-tests in which some tests could not be used.</summary>
    public const string BadTests = "bad-tests";

    /// <summary>The kind of a fault: its name with hyphens.</summary>
    public static string Of(ModelFault fault) =>
        string.Concat(fault.ToString().Select((letter, at) => char.IsUpper(letter) ? (at > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
