using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace HwAgent.Agent.Llm;

/// <summary>
/// Tries transient failures again with exponential back-off and jitter, honours Retry-After, and limits each attempt in time.
/// It stands around the whole call, not around the HTTP request, because a stream cut off in the middle can only be repeated here;
/// nothing below it retries, so attempts do not multiply.
/// </summary>
public sealed partial class ResilientChatModel : IChatModel
{
    private static readonly ResiliencePropertyKey<CallState> CallKey = new("hwagent.call");

    private readonly IChatModel _inner;
    private readonly LlmOptions _options;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<ChatReply> _pipeline;

    public ResilientChatModel(IChatModel inner, LlmOptions options, TimeProvider time, ILogger logger)
    {
        _inner = inner;
        _options = options;
        _logger = logger;
        var builder = new ResiliencePipelineBuilder<ChatReply> { TimeProvider = time };
        if (options.MaxRetries > 0) builder.AddRetry(Retry(options));
        _pipeline = builder.AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = _ => ValueTask.FromResult(TimeSpan.FromSeconds(options.RequestTimeoutSeconds)) }).Build();
    }

    public string Name => _inner.Name;

    public async Task<ChatReply> CompleteAsync(ChatRequest request, IProgress<ChatProgress>? progress, CancellationToken cancellationToken)
    {
        var call = new CallState(request, progress);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, call);
        try
        {
            var reply = await _pipeline.ExecuteAsync(
                static async (c, state) => await state.Model.AttemptAsync(state.Call, c.CancellationToken), context, (Model: this, Call: call));
            return reply with { Usage = reply.Usage with { Retries = call.Attempt - 1, RetriedFaults = call.Failed } };
        }
        catch (TimeoutRejectedException)
        {
            throw new ModelCallException(ModelFault.TimedOut,
                $"{Name}: no complete reply within {_options.RequestTimeoutSeconds:0.###} seconds. Raise Llm:RequestTimeoutSeconds, or choose a faster model.")
            { Retries = call.Attempt - 1, RetriedFaults = call.Failed };
        }
        catch (ModelCallException e)
        {
            throw new ModelCallException(e.Fault, e.Message + Given(e, call.Attempt)) { StatusCode = e.StatusCode, RetryAfter = e.RetryAfter, Retries = call.Attempt - 1, RetriedFaults = call.Failed };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<ChatReply> AttemptAsync(CallState call, CancellationToken cancellationToken)
    {
        call.Attempt++;
        var attempt = call.Attempt;
        var progress = call.Progress is { } sink ? new AttemptProgress(sink, attempt) : null;
        return await _inner.CompleteAsync(call.Request, progress, cancellationToken);
    }

    private string Given(ModelCallException e, int attempts) =>
        TooLong(e) ? $" It asks to wait {e.RetryAfter!.Value.TotalSeconds:0} seconds, longer than Llm:MaxRetryDelaySeconds ({_options.MaxRetryDelaySeconds:0})."
        : attempts > 1 ? $" Given up after {attempts} attempts."
        : "";

    private bool TooLong(ModelCallException e) => e.IsTransient && e.RetryAfter is { } wait && wait.TotalSeconds > _options.MaxRetryDelaySeconds;

    private RetryStrategyOptions<ChatReply> Retry(LlmOptions options) => new()
    {
        MaxRetryAttempts = options.MaxRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = TimeSpan.FromSeconds(options.RetryDelaySeconds),
        MaxDelay = TimeSpan.FromSeconds(options.MaxRetryDelaySeconds),
        ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ModelCallException { IsTransient: true } e && !TooLong(e)),
        DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ModelCallException)?.RetryAfter),
        OnRetry = args =>
        {
            var error = (ModelCallException)args.Outcome.Exception!;
            LogRetry(_logger, args.AttemptNumber + 1, args.RetryDelay.TotalSeconds, error.Message);
            if (args.Context.Properties.TryGetValue(CallKey, out var call))
            {
                call.Fail(error.Fault);
                call.Progress?.Report(new ChatProgress(Name, ChatPhase.Retrying, args.AttemptNumber + 1, 0, 0, args.Duration, $"{error.Message} Next attempt in {args.RetryDelay.TotalSeconds:0.#} s."));
            }

            return ValueTask.CompletedTask;
        },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} failed, next in {DelaySeconds:0.#} s: {Reason}")]
    private static partial void LogRetry(ILogger logger, int attempt, double delaySeconds, string reason);

    private sealed class CallState(ChatRequest request, IProgress<ChatProgress>? progress)
    {
        public ChatRequest Request { get; } = request;

        public IProgress<ChatProgress>? Progress { get; } = progress;

        /// <summary>1-based number of the attempt under way; attempts of one call follow one another.</summary>
        public int Attempt { get; set; }

        /// <summary>What failed in the attempts before it; null when nothing did.</summary>
        public IReadOnlyList<ModelFault>? Failed { get; private set; }

        public void Fail(ModelFault fault) => Failed = [.. Failed ?? [], fault];
    }

    private sealed class AttemptProgress(IProgress<ChatProgress> sink, int attempt) : IProgress<ChatProgress>
    {
        public void Report(ChatProgress value) => sink.Report(value with { Attempt = attempt });
    }
}
