namespace HwAgent.Core.Workloads;

/// <summary>Makes the operator graph of a model for given options.</summary>
public static class WorkloadBuilder
{
    private const int MaxBatch = 65_536;
    private const int MaxLength = 1 << 20;
    private const int MaxResolution = 65_536;

    /// <summary>The operators of one pass, in execution order. Blocks of equal shape are one operator with repeats.</summary>
    /// <exception cref="InvalidConfigException">An option out of range, or one that the model or the phase has no use for; <c>Field</c> is the option in snake_case.</exception>
    public static Workload Build(TransformerConfig config, WorkloadOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        var phase = options.Phase ?? config.SupportedPhases[0];
        CheckOptions(config, options, phase);

        var list = new OperatorList();
        try
        {
            Append(list, config, options, phase);
        }
        catch (OverflowException)
        {
            throw Invalid("batch", "the work is too large to count (2^31 rows, 2^52 elements or 2^58 multiply-accumulates an operator)", "use a smaller batch, sequence length or image");
        }

        return new Workload(config.Name, phase, list.Operators) { UnusedParameters = ParameterCount(config) - list.Parameters };
    }

    /// <summary>Parameters of the whole model, whatever a single pass reads.</summary>
    /// <exception cref="OverflowException">More than 2^52 in one operator; <see cref="HuggingFaceConfig.Parse"/> refuses such a model.</exception>
    public static long ParameterCount(TransformerConfig config)
    {
        var list = new OperatorList();
        switch (config)
        {
            case VisionLanguageConfig pair:
                VisionOperators.Append(list, pair.Vision, 1, 1, pair.Vision.Layers, 0, withHead: true);
                AppendProjector(list, pair, 1);
                TextOperators.AppendDecoder(list, pair.Decoder, 1, 1, 1, 1);
                break;
            case DecoderConfig decoder:
                TextOperators.AppendDecoder(list, decoder, 1, 1, 1, 1);
                break;
            default:
                Append(list, config, new WorkloadOptions(), Phases.Encode);
                break;
        }

        return list.Parameters;
    }

    private static void Append(OperatorList list, TransformerConfig config, WorkloadOptions options, string phase)
    {
        switch (config)
        {
            case DecoderConfig decoder when phase == Phases.Decode:
                AppendDecodeStep(list, decoder, options);
                break;
            case DecoderConfig decoder:
                AppendPrefill(list, decoder, options, imageTokens: 0, defaultLength: 512);
                break;
            case VisionEncoderConfig vision:
                VisionOperators.Append(list, vision, options.Batch, Patches(vision, options), vision.Layers, options.MergedPerBlock, withHead: true);
                break;
            case TextEncoderConfig text:
                TextOperators.AppendEncoder(list, text, "encoder", options.Batch, TextLength(text, options));
                break;
            case DualEncoderConfig dual:
                VisionOperators.Append(list, dual.Vision, options.Batch, Patches(dual.Vision, options), dual.Vision.Layers, options.MergedPerBlock, withHead: true);
                TextOperators.AppendEncoder(list, dual.Text, "text", options.Batch, TextLength(dual.Text, options));
                AppendSimilarity(list, dual, options.Batch);
                break;
            case VisionLanguageConfig pair when phase == Phases.Decode:
                AppendDecodeStep(list, pair.Decoder, options);
                break;
            case VisionLanguageConfig pair:
                AppendImages(list, pair, options);
                if (phase == Phases.Prefill)
                    AppendPrefill(list, pair.Decoder, options, pair.ImageTokens(options.ImageResolution, options.PatchStride, options.MergedPerBlock), defaultLength: 64);
                break;
            default:
                throw new ArgumentException($"No operators are known for {config.GetType().Name}.", nameof(config));
        }
    }

    private static void AppendPrefill(OperatorList list, DecoderConfig decoder, WorkloadOptions options, int imageTokens, int defaultLength)
    {
        var text = options.SequenceLength ?? Math.Min(defaultLength, decoder.MaxPositions);
        var tokens = checked(text + imageTokens);
        var keys = options.ContextLength ?? tokens;
        if (keys < tokens)
            throw Invalid("context_length", $"{keys} keys are fewer than the {tokens} tokens of the prompt", "leave it out, or give the prompt plus what is cached before it");
        CheckPositions(decoder, keys, options.ContextLength is null ? "sequence_length" : "context_length");
        TextOperators.AppendDecoder(list, decoder, options.Batch, text, tokens, keys, options.Attention);
    }

    private static void AppendDecodeStep(OperatorList list, DecoderConfig decoder, WorkloadOptions options)
    {
        var keys = options.ContextLength ?? Math.Min(2048, decoder.MaxPositions);
        CheckPositions(decoder, keys, "context_length");
        TextOperators.AppendDecoder(list, decoder, options.Batch, 1, 1, keys);
    }

    private static void AppendImages(OperatorList list, VisionLanguageConfig pair, WorkloadOptions options)
    {
        var images = checked(options.Batch * pair.ImagesPerPrompt);
        VisionOperators.Append(list, pair.Vision, images, Patches(pair.Vision, options), pair.VisionLayersRun, options.MergedPerBlock, withHead: false);
        AppendProjector(list, pair, checked(options.Batch * pair.ImageTokens(options.ImageResolution, options.PatchStride, options.MergedPerBlock)));
    }

    private static void AppendProjector(OperatorList list, VisionLanguageConfig pair, int rows)
    {
        int from = pair.Vision.HiddenSize, to = pair.Decoder.HiddenSize;
        var last = pair.ProjectorLayers - 1;
        // Middle layers are square and all alike.
        list.Gemm("projector.fc1", new(rows, to, from), 1, pair.ProjectorBias, last > 0 ? pair.ProjectorActivation : null);
        if (last > 1) list.Gemm("projector.middle", new(rows, to, to), last - 1, pair.ProjectorBias, pair.ProjectorActivation);
        if (last > 0) list.Gemm("projector.fc2", new(rows, to, to), 1, pair.ProjectorBias);
    }

    private static void AppendSimilarity(OperatorList list, DualEncoderConfig dual, int batch)
    {
        // Rows against rows, both activations: an attention product in all but name.
        list.Product("similarity", OperatorKind.AttentionScores, new(batch, batch, dual.Text.ProjectionSize ?? dual.Text.HiddenSize), 1);
        list.Add("similarity.scale", OperatorKind.Activation, (long)batch * batch, parameters: dual.ScalarParameters);
    }

    private static int Patches(VisionEncoderConfig vision, WorkloadOptions options)
    {
        var resolution = options.ImageResolution ?? vision.ImageSize;
        if (resolution < vision.PatchSize)
            throw Invalid("image_resolution", $"{resolution} pixels are smaller than one patch of {vision.PatchSize}", $"give at least {vision.PatchSize}");
        if (options.PatchStride > vision.PatchSize)
            throw Invalid("patch_stride", $"{options.PatchStride} is larger than the patch of {vision.PatchSize} and would skip pixels", $"give 1 to {vision.PatchSize}");
        return vision.Patches(resolution, options.PatchStride);
    }

    private static int TextLength(TextEncoderConfig text, WorkloadOptions options)
    {
        var tokens = options.SequenceLength ?? Math.Min(128, text.MaxPositions);
        if (tokens > text.MaxPositions)
            throw Invalid("sequence_length", $"{tokens} tokens are more than the {text.MaxPositions} rows of the position table", $"give at most {text.MaxPositions}");
        return tokens;
    }

    private static void CheckPositions(DecoderConfig decoder, int keys, string field)
    {
        if (decoder.Positions == PositionKind.Learned && keys > decoder.MaxPositions)
            throw Invalid(field, $"{keys} tokens are more than the {decoder.MaxPositions} rows of the position table", $"give at most {decoder.MaxPositions}");
    }

    private static void CheckOptions(TransformerConfig config, WorkloadOptions options, string phase)
    {
        if (!config.SupportedPhases.Contains(phase, StringComparer.Ordinal))
            throw Invalid("phase", $"{config.Name} has no phase '{phase}'", $"use one of: {string.Join(", ", config.SupportedPhases)}");

        CheckRange("batch", options.Batch, MaxBatch);
        CheckRange("sequence_length", options.SequenceLength, MaxLength);
        CheckRange("context_length", options.ContextLength, MaxLength);
        CheckRange("image_resolution", options.ImageResolution, MaxResolution);
        if (options.MergedPerBlock is < 0 or > MaxLength) throw Invalid("merged_per_block", $"{options.MergedPerBlock} is out of range", $"give 0 to {MaxLength}");
        CheckRange("patch_stride", options.PatchStride, MaxResolution);

        var seesImages = phase != Phases.Decode && config is not (DecoderConfig or TextEncoderConfig);
        var readsText = config is TextEncoderConfig or DualEncoderConfig || phase == Phases.Prefill;
        CheckUse("image_resolution", options.ImageResolution, seesImages, config, phase);
        CheckUse("merged_per_block", options.MergedPerBlock == 0 ? null : options.MergedPerBlock, seesImages, config, phase);
        CheckUse("patch_stride", options.PatchStride, seesImages, config, phase);
        CheckUse("sequence_length", options.SequenceLength, readsText, config, phase);
        CheckUse("attention", options.Attention == AttentionMask.Causal, phase == Phases.Prefill, config, phase);
        CheckUse("context_length", options.ContextLength, phase != Phases.Encode, config, phase);
    }

    private static void CheckRange(string field, int? value, int largest)
    {
        if (value is < 1 || value > largest) throw Invalid(field, $"{value} is out of range", $"give 1 to {largest}");
    }

    private static void CheckUse(string field, int? value, bool used, TransformerConfig config, string phase) => CheckUse(field, value is not null, used, config, phase);

    private static void CheckUse(string field, bool isGiven, bool used, TransformerConfig config, string phase)
    {
        if (!isGiven || used) return;
        var advice = field == "sequence_length" && phase == Phases.Decode
            ? "a decode step makes one token; give context_length for the filled cache"
            : "leave it out";
        throw Invalid(field, $"has no meaning for {config.Name} in phase {phase}", advice);
    }

    private static InvalidConfigException Invalid(string field, string problem, string advice) => new(null, field, problem, advice);
}
