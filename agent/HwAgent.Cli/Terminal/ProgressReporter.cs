using System.Globalization;
using Spectre.Console;

namespace HwAgent.Cli.Terminal;

/// <summary>Shows how far a long job is: step, count, rate and time remaining. Safe to call from any thread.</summary>
public sealed class ProgressReporter(IAnsiConsole console, ProgressStyle style, TimeProvider clock) : IDisposable
{
    private const string EraseLine = "\r\e[2K";
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private long startTimestamp = clock.GetTimestamp();
    private long? shownTimestamp;
    private long firstDone;
    private long lastDone;
    private long lastTotal;
    private string current = "";
    private bool drawn;
    private bool pending;

    /// <summary>Reports that <paramref name="done"/> of <paramref name="total"/> pieces are finished.</summary>
    /// <param name="done">Finished pieces; falling back, or a new total, starts a new rate.</param>
    /// <param name="total">All pieces; 0 when unknown, and then no remaining time is shown.</param>
    /// <param name="message">The step under way, a few words.</param>
    public void Report(long done, long total, string message)
    {
        if (style == ProgressStyle.None) return;
        lock (gate)
        {
            // How long what was done before the first report took, nobody knows.
            if (done < lastDone || total != lastTotal) (startTimestamp, firstDone) = (clock.GetTimestamp(), done);
            (lastDone, lastTotal) = (done, total);
            current = Describe(done, total, message, firstDone, clock.GetElapsedTime(startTimestamp));
            var interval = style == ProgressStyle.Live ? LiveInterval : LineInterval;
            pending = shownTimestamp is { } shown && clock.GetElapsedTime(shown) < interval;
            if (!pending) Show();
        }
    }

    /// <summary>Prints a line that stays, above the live one.</summary>
    public void WriteLine(string text)
    {
        if (style == ProgressStyle.None) return;
        lock (gate)
        {
            Erase();
            console.Profile.Out.Writer.WriteLine(text);
            if (style == ProgressStyle.Live && current.Length > 0) Show();
        }
    }

    /// <summary>Takes the live line away; in a log, states the last update if it was held back.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            Erase();
            if (style == ProgressStyle.Lines && pending) Show();
            pending = false;
        }
    }

    /// <summary><c>simulate 50/200, 12.5/s, 12 s left</c>; without a rate as long as there is nothing to tell it from.</summary>
    /// <param name="done">Finished pieces.</param>
    /// <param name="total">All pieces; 0 when unknown.</param>
    /// <param name="message">The step under way.</param>
    /// <param name="first">Pieces that were finished when the clock was started.</param>
    /// <param name="elapsed">Since then.</param>
    public static string Describe(long done, long total, string message, long first, TimeSpan elapsed)
    {
        var text = total > 0 ? $"{message} {done}/{total}" : done > 0 ? $"{message} {done}" : message;
        if (done <= first || elapsed <= TimeSpan.Zero) return text;
        var perSecond = (done - first) / elapsed.TotalSeconds;
        text += $", {perSecond.ToString(perSecond < 100 ? "0.0" : "0", CultureInfo.InvariantCulture)}/s";
        return total > done ? $"{text}, {Duration(TimeSpan.FromSeconds((total - done) / perSecond))} left" : text;
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{Math.Ceiling(time.TotalSeconds):0} s",
        { TotalHours: < 1 } => $"{(int)time.TotalMinutes} min {time.Seconds:00} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes:00} min",
    };

    // Straight to the writer: markup would interpret brackets in a message, and word wrap would break the one line.
    private void Show()
    {
        shownTimestamp = clock.GetTimestamp();
        var writer = console.Profile.Out.Writer;
        if (style == ProgressStyle.Lines)
        {
            writer.WriteLine(current);
            return;
        }

        // A line as wide as the window would wrap, and then erasing it would leave half behind.
        writer.Write(EraseLine + current[..Math.Min(current.Length, Math.Max(0, console.Profile.Width - 1))]);
        writer.Flush();
        drawn = true;
    }

    private void Erase()
    {
        if (!drawn) return;
        console.Profile.Out.Writer.Write(EraseLine);
        console.Profile.Out.Writer.Flush();
        drawn = false;
    }
}
