namespace HwAgent.Cli.Terminal;

/// <summary>How a <see cref="ProgressReporter"/> shows itself.</summary>
public enum ProgressStyle
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Plain lines, few and far between: for files and CI logs.</summary>
    Lines,

    /// <summary>One line that is rewritten in place.</summary>
    Live,
}
