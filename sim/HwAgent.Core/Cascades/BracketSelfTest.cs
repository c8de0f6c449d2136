namespace HwAgent.Core.Cascades;

/// <summary>Passes answers whose round, square and curly brackets close in the order in which they opened: cut-off or garbled code seldom does.</summary>
public sealed class BracketSelfTest : ISelfTest
{
    private const string Opening = "([{";
    private const string Closing = ")]}";

    public string Name => "brackets";

    public ValueTask<SelfTestResult> RunAsync(SelfTestSubject subject, CancellationToken cancellation)
    {
        var problem = Problem(subject.Answer);
        return ValueTask.FromResult(new SelfTestResult(Name, problem is null ? 1 : 0, problem ?? "all brackets close"));
    }

    private static string? Problem(string text)
    {
        var open = new Stack<char>();
        for (var i = 0; i < text.Length; i++)
        {
            if (Opening.Contains(text[i])) open.Push(text[i]);
            if (Closing.IndexOf(text[i]) is not (>= 0 and var kind)) continue;
            if (!open.TryPop(out var last) || last != Opening[kind]) return $"'{text[i]}' at character {i + 1} closes nothing";
        }

        return open.Count == 0 ? null : $"{open.Count} brackets stay open, the last a '{open.Peek()}'";
    }
}
