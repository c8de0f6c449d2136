using System.Text;
using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI.Chat;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;

namespace HwAgent.Agent.Llm;

/// <summary>
/// One attempt at one streamed chat completion through Semantic Kernel, against any OpenAI-compatible endpoint.
/// Retries and time limits are <see cref="ResilientChatModel"/>'s. The only file with Semantic Kernel types.
/// </summary>
public sealed class SemanticKernelChatModel : IChatModel
{
    private readonly ModelEndpoint _endpoint;
    private readonly ModelPrice? _price;
    private readonly SecretScrubber _scrubber;
    private readonly TimeProvider _time;
    private readonly ModelFaultTranslator _faults;
    private readonly IChatCompletionService _service;

    /// <param name="endpoint">Address and model name.</param>
    /// <param name="httpClient">Signs requests itself (<see cref="CredentialHandler"/>) and has no time limit of its own.</param>
    /// <param name="price">Null: costs are unknown.</param>
    /// <param name="scrubber">Removes keys that the endpoint may echo.</param>
    /// <param name="time">Clock of the progress reports.</param>
    public SemanticKernelChatModel(ModelEndpoint endpoint, HttpClient httpClient, ModelPrice? price, SecretScrubber scrubber, TimeProvider time)
    {
        _endpoint = endpoint;
        _price = price;
        _scrubber = scrubber;
        _time = time;
        _faults = new ModelFaultTranslator(endpoint, scrubber, time);

        // Given an HttpClient, the connector switches off the retries and the time limit of the OpenAI library below it.
        var builder = Kernel.CreateBuilder();
        builder.AddOpenAIChatCompletion(endpoint.Reference.Name, endpoint.BaseUrl, apiKey: "signed-by-handler", httpClient: httpClient);
        _service = builder.Build().GetRequiredService<IChatCompletionService>();
        Name = endpoint.Reference.ToString();
    }

    public string Name { get; }

    public async Task<ChatReply> CompleteAsync(ChatRequest request, IProgress<ChatProgress>? progress, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var text = new StringBuilder();
        var calls = new ToolCallAssembler();
        var (characters, chunks) = (0, 0);
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        Report(ChatPhase.Waiting);
        try
        {
            await foreach (var chunk in _service.GetStreamingChatMessageContentsAsync(History(request), Settings(request), kernel: null, cancellationToken))
            {
                chunks++;
                text.Append(chunk.Content);
                characters += chunk.Content?.Length ?? 0;
                foreach (var update in chunk.Items.OfType<StreamingFunctionCallUpdateContent>())
                {
                    calls.Add(update.FunctionCallIndex, update.CallId, update.Name, update.Arguments);
                    characters += update.Arguments?.Length ?? 0;
                }

                if (chunk.InnerContent is StreamingChatCompletionUpdate raw)
                {
                    finish = raw.FinishReason ?? finish;
                    usage = raw.Usage ?? usage;
                    text.Append(raw.RefusalUpdate);
                }

                Report(ChatPhase.Streaming);
            }
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw _faults.Translate(e is HttpOperationException { InnerException: { } inner } ? inner : e);
        }

        // Some servers end a broken stream like a whole one; only the finish reason tells.
        if (finish is null) throw _faults.CutOff(characters);
        Report(ChatPhase.Finished);
        return new ChatReply(_scrubber.Scrub(text.ToString()), calls.Finish(_scrubber), Usage(usage), FinishName(finish.Value));

        void Report(ChatPhase phase) => progress?.Report(new ChatProgress(Name, phase, 1, characters, chunks, _time.GetElapsedTime(started)));
    }

    private static string FinishName(ChatFinishReason reason) => reason switch
    {
        ChatFinishReason.Stop => "stop",
        ChatFinishReason.Length => "length",
        ChatFinishReason.ContentFilter => "content_filter",
        _ => "tool_calls",
    };

    private ChatUsage Usage(ChatTokenUsage? usage)
    {
        if (usage is null) return new ChatUsage(0, 0, 0, null, Reported: false);
        var cached = usage.InputTokenDetails?.CachedTokenCount ?? 0;
        return new ChatUsage(usage.InputTokenCount, usage.OutputTokenCount, cached, _price?.Cost(usage.InputTokenCount, cached, usage.OutputTokenCount));
    }

    private static ChatHistory History(ChatRequest request)
    {
        var history = new ChatHistory();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var turn in request.Turns)
        {
            var content = new ChatMessageContent { Role = Role(turn.Role) };
            if (turn.Role == ChatRole.Tool)
            {
                var id = turn.ToolCallId ?? throw new ArgumentException("A tool turn does not say which call it answers.", nameof(request));
                content.Items.Add(new FunctionResultContent(names.GetValueOrDefault(id), null, id, turn.Text));
            }
            else
            {
                content.Items.Add(new TextContent(turn.Text));
            }

            foreach (var call in turn.ToolCalls ?? [])
            {
                names[call.Id] = call.Name;
                content.Items.Add(new FunctionCallContent(call.Name, null, call.Id, Arguments(call)));
            }

            history.Add(content);
        }

        return history;
    }

    private static AuthorRole Role(ChatRole role) => role switch
    {
        ChatRole.System => AuthorRole.System,
        ChatRole.User => AuthorRole.User,
        ChatRole.Assistant => AuthorRole.Assistant,
        _ => AuthorRole.Tool,
    };

    /// <remarks>Endpoints refuse a history with malformed arguments, so those travel as one string the model can see.</remarks>
    private static KernelArguments Arguments(ToolCall call)
    {
        try
        {
            using var document = ModelJson.Parse(call.Arguments);
            var arguments = new KernelArguments();
            foreach (var property in document.RootElement.EnumerateObject()) arguments[property.Name] = property.Value.Clone();
            return arguments;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new KernelArguments { ["malformed_arguments"] = call.Arguments };
        }
    }

    private OpenAIPromptExecutionSettings Settings(ChatRequest request)
    {
        var settings = new OpenAIPromptExecutionSettings { Temperature = request.Temperature, Seed = request.Seed, MaxTokens = request.MaxOutputTokens };

        // Ollama and older servers know only the old name of this limit, which OpenAI's newer models refuse.
        if (request.MaxOutputTokens is { } limit && _endpoint.Reference.Kind is ModelKind.Ollama or ModelKind.Url)
        {
            settings.MaxTokens = null;
#pragma warning disable SKEXP0010 // Marked experimental; the loopback tests would notice a change.
            settings.ExtraBody = new Dictionary<string, object?> { ["max_tokens"] = limit };
#pragma warning restore SKEXP0010
        }

        if (request.ResponseJsonSchema is { } schema)
            settings.ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("reply", BinaryData.FromString(schema), jsonSchemaIsStrict: StrictSchema.Is(schema) ? true : null);
        if (request.Tools.Count > 0)
            settings.FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(request.Tools.Select(Function), autoInvoke: false);
        return settings;
    }

    private static KernelFunction Function(ToolDefinition tool)
    {
        using var schema = JsonDocument.Parse(tool.ParametersSchema);
        var required = schema.RootElement.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet() : [];
        var parameters = schema.RootElement.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(p => new KernelParameterMetadata(p.Name)
            {
                IsRequired = required.Contains(p.Name),
                Schema = KernelJsonSchema.Parse(p.Value.GetRawText()),
            })
            : [];
        return KernelFunctionFactory.CreateFromMethod(NeverInvoked, tool.Name, tool.Description, parameters.ToList());

        static string NeverInvoked() => throw new InvalidOperationException("Tools are run by the designer, not by the kernel.");
    }
}
