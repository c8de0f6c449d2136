namespace HwAgent.Models.Vision;

/// <summary>The tensor names of LLaVA-style pairs, brought to the first form of transformers: vision_tower, multi_modal_projector, language_model.</summary>
internal static class LlavaNames
{
    public const string Vision = "vision_tower.";
    public const string Projector = "multi_modal_projector.linear_";
    public const string Decoder = "language_model.";

    private const string OriginalProjector = "model.mm_projector.";

    /// <summary>Later releases of transformers put <c>model.</c> in front, and the head outside.</summary>
    public static string FromTransformers(string name)
    {
        if (name == "lm_head.weight") return Decoder + name;
        if (!name.StartsWith("model.", StringComparison.Ordinal)) return name;
        var rest = name["model.".Length..];
        return rest.StartsWith(Decoder, StringComparison.Ordinal) ? $"{Decoder}model.{rest[Decoder.Length..]}" : rest;
    }

    /// <summary>The original code keeps the decoder's own names, numbers the projector's modules (activations are modules too) and nests the tower twice.</summary>
    public static string FromOriginal(string name)
    {
        const string Tower = "model.vision_tower.vision_tower.";
        if (name.StartsWith(Tower, StringComparison.Ordinal)) return Vision + name[Tower.Length..];
        if (!name.StartsWith(OriginalProjector, StringComparison.Ordinal)) return Decoder + name;
        var parts = name[OriginalProjector.Length..].Split('.');
        return parts.Length == 1 ? $"{Projector}1.{parts[0]}" : int.TryParse(parts[0], out var module) ? $"{Projector}{module / 2 + 1}.{parts[1]}" : name;
    }
}
