using System.Text.Json;

namespace HwAgent.Core.Cascades;

/// <summary>Passes answers that are one JSON document.</summary>
public sealed class JsonSelfTest : ISelfTest
{
    public string Name => "json";

    public ValueTask<SelfTestResult> RunAsync(SelfTestSubject subject, CancellationToken cancellation)
    {
        try
        {
            using var document = JsonDocument.Parse(subject.Answer);
            return ValueTask.FromResult(new SelfTestResult(Name, 1, $"a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}"));
        }
        catch (JsonException e)
        {
            return ValueTask.FromResult(new SelfTestResult(Name, 0, e.Message));
        }
    }
}
