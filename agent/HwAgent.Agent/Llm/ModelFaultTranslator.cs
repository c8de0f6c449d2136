using System.ClientModel;
using System.Globalization;
using System.Text.Json;
using Azure.Identity;

namespace HwAgent.Agent.Llm;

/// <summary>Turns what the HTTP and client libraries throw into a <see cref="ModelCallException"/> that says what to do.</summary>
internal sealed class ModelFaultTranslator(ModelEndpoint endpoint, SecretScrubber scrubber, TimeProvider time)
{
    private const int MaxServerTextLength = 400;

    private static readonly string[] ContextPhrases = ["context_length", "context length", "context size", "context window", "maximum context", "too many tokens"];

    public ModelCallException CutOff(int characters) =>
        new(ModelFault.CutOff, $"{Where}: the stream ended after {characters} characters, before the reply did.{(characters == 0 ? " Is this an OpenAI-compatible endpoint?" : "")}");

    public ModelCallException Translate(Exception error) => error switch
    {
        ModelCallException already => already,
        ClientResultException { Status: 0, InnerException: { } cause } => Translate(cause),
        ClientResultException response => FromResponse(response),
        AuthenticationFailedException => new ModelCallException(ModelFault.Unauthorized,
            $"{Where}: Entra ID gave no token: {Clean(error.Message)} Run 'az login', or set AZURE_OPENAI_API_KEY."),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or IOException => new ModelCallException(ModelFault.CutOff,
            $"{Where}: the connection broke off before the reply was complete: {Clean(error.GetBaseException().Message)}"),
        HttpRequestException { HttpRequestError: HttpRequestError.Unknown } => new ModelCallException(ModelFault.Connection,
            $"{Where}: the connection failed: {Clean(error.GetBaseException().Message)}"),
        HttpRequestException => new ModelCallException(ModelFault.Connection,
            $"{Where}: no connection: {Clean(error.GetBaseException().Message)} {(endpoint.BaseUrl.IsLoopback ? "Is the server running, and is this its port?" : "Check the address and the network.")}"),

        // The client library reads replies with System.Text.Json and indexes what it expects to find.
        JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException => new ModelCallException(ModelFault.MalformedResponse,
            $"{Where}: the response does not follow the OpenAI chat protocol: {Clean(error.Message)} Does the base URL end in /v1?"),
        _ => new ModelCallException(ModelFault.Connection, $"{Where}: {error.GetType().Name}: {Clean(error.Message)}"),
    };

    private string Where => $"{endpoint.Reference} at {endpoint.BaseUrl}";

    private ModelCallException FromResponse(ClientResultException error)
    {
        var said = ServerText(error);
        var lower = (said + " " + Body(error)).ToLowerInvariant();
        var (fault, advice) = error.Status switch
        {
            401 or 403 => (ModelFault.Unauthorized, KeyAdvice()),
            404 => (ModelFault.NotFound, NotFoundAdvice()),
            413 => (ModelFault.ContextTooLong, "Shorten the conversation or choose a model with a longer context."),
            400 or 422 when ContextPhrases.Any(lower.Contains) => (ModelFault.ContextTooLong, "Shorten the conversation or choose a model with a longer context."),
            429 when lower.Contains("insufficient_quota", StringComparison.Ordinal) => (ModelFault.QuotaExhausted, "The account's quota is spent: waiting does not help, check plan and billing."),
            429 => (ModelFault.RateLimited, "The endpoint asks to slow down."),
            408 or >= 500 => (ModelFault.ServerError, "The endpoint failed; this usually passes."),
            >= 300 and < 400 => (ModelFault.BadRequest, "The endpoint redirects, which is not followed because it would take the key elsewhere. Use the address it points to."),
            0 => (ModelFault.Connection, "There was no HTTP response."),
            _ when lower.Contains("temperature", StringComparison.Ordinal) => (ModelFault.BadRequest, "This model takes no temperature of its own: leave it unset."),
            _ => (ModelFault.BadRequest, "The endpoint refuses the request as it is."),
        };
        return new ModelCallException(fault, $"{Where}: HTTP {error.Status}: {said} {advice}") { StatusCode = error.Status, RetryAfter = RetryAfter(error) };
    }

    private string KeyAdvice() => endpoint.Reference.Kind switch
    {
        ModelKind.OpenAI => "Check the key in OPENAI_API_KEY (or Llm:ApiKey).",
        ModelKind.Azure when endpoint.Credential.EntraId is not null => "Give your identity the role 'Cognitive Services OpenAI User' on the resource, or set AZURE_OPENAI_API_KEY.",
        ModelKind.Azure => "Check that AZURE_OPENAI_API_KEY belongs to this resource.",
        _ => "Set Llm:ApiKey to the key this endpoint expects.",
    };

    private string NotFoundAdvice() => endpoint.Reference.Kind switch
    {
        ModelKind.Azure => $"Is '{endpoint.Reference.Name}' the name of a deployment (not of a model) in this resource?",
        ModelKind.Ollama => $"Fetch it with 'ollama pull {endpoint.Reference.Name}', or see 'ollama list'.",
        _ => $"Is '{endpoint.Reference.Name}' a model of this endpoint, and does the base URL end in /v1?",
    };

    /// <summary>The <c>error.message</c> of the body if it has one, else the start of the body.</summary>
    private string ServerText(ClientResultException error)
    {
        var body = Body(error);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var said))
            {
                if (said.ValueKind == JsonValueKind.String) return Clean(said.GetString()!);
                if (said.ValueKind == JsonValueKind.Object && said.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String) return Clean(message.GetString()!);
            }
        }
        catch (JsonException)
        {
            // A proxy's HTML page, or nothing: shown as it is.
        }

        return body.Length == 0 ? "(empty body)" : Clean(body);
    }

    private static string Body(ClientResultException error)
    {
        try
        {
            return error.GetRawResponse()?.Content.ToString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // The body of a streamed response may not have been read.
            return "";
        }
    }

    private TimeSpan? RetryAfter(ClientResultException error)
    {
        var headers = error.GetRawResponse()?.Headers;
        if (headers is null) return null;
        if (headers.TryGetValue("retry-after-ms", out var ms) && double.TryParse(ms, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)) return Wait(milliseconds / 1000);
        if (!headers.TryGetValue("retry-after", out var text)) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) return Wait(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? Wait((date - time.GetUtcNow()).TotalSeconds) : null;
    }

    // Clamped so that no header, however wrong, overflows a TimeSpan.
    private static TimeSpan? Wait(double seconds) => double.IsNaN(seconds) ? null : TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e8));

    private string Clean(string text)
    {
        var line = scrubber.Scrub(text).ReplaceLineEndings(" ").Trim();
        return line.Length <= MaxServerTextLength ? line : line[..MaxServerTextLength] + " ...";
    }
}
