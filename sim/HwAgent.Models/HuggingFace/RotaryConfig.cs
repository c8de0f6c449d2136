using HwAgent.Core.Models;

namespace HwAgent.Models.HuggingFace;

/// <summary>
/// The rotary embedding of a configuration: <c>rope_theta</c> and <c>rope_scaling</c>, or in newer files both in <c>rope_parameters</c>.
/// Formulas as in modeling_rope_utils.py of transformers.
/// </summary>
internal static class RotaryConfig
{
    /// <summary>Published models have up to 256; a table of angles is made before any weight is seen.</summary>
    private const int WidestHead = 4096;

    private const string Supported = "use default, linear, dynamic or llama3";

    /// <param name="config">The decoder's section.</param>
    /// <param name="headSize">Width of a head.</param>
    /// <param name="maxPositions">Longest sequence of the model.</param>
    public static RotaryEmbedding Parse(ConfigSection config, int headSize, int maxPositions)
    {
        if (headSize > WidestHead) throw config.Error("head_dim", $"a head of {headSize} channels is wider than the {WidestHead} that are allowed", "check the configuration against the checkpoint");
        if (headSize % 2 != 0) throw config.Error("head_dim", $"a head of {headSize} channels cannot be rotated in pairs", "check the configuration against the checkpoint");
        var parameters = config.Section("rope_parameters");
        var scaling = parameters ?? config.Section("rope_scaling");
        var holder = parameters is not null && parameters.Has("rope_theta") ? parameters : config;
        foreach (var section in new[] { config, scaling })
        {
            if (section is not null && section.Has("partial_rotary_factor") && section.Positive("partial_rotary_factor", null) != 1)
                throw section.Error("partial_rotary_factor", "only whole heads can be rotated", "choose a model with partial_rotary_factor 1");
        }

        var plain = RotaryEmbedding.FromTheta(holder.Positive("rope_theta", 10000), headSize, interleaved: false);
        if (scaling is null) return plain;
        var field = scaling.Has("rope_type") ? "rope_type" : "type";
        return (scaling.Text(field) ?? "default") switch
        {
            "default" => plain,
            // Dynamic NTK scaling changes the angles only where a sequence is longer than the model was trained for.
            "dynamic" => plain,
            "linear" => Linear(plain, scaling),
            "llama3" => Llama3(plain, scaling, maxPositions),
            var other => throw scaling.Error(field, $"'{other}' is not supported", Supported),
        };
    }

    private static RotaryEmbedding Linear(RotaryEmbedding plain, ConfigSection scaling)
    {
        var factor = scaling.Positive("factor", null);
        return plain with { InverseFrequencies = [.. plain.InverseFrequencies.Select(frequency => frequency / factor)] };
    }

    /// <summary>Long wavelengths are stretched by the factor, short ones kept, those between blended.</summary>
    private static RotaryEmbedding Llama3(RotaryEmbedding plain, ConfigSection scaling, int maxPositions)
    {
        double factor = scaling.Positive("factor", null), low = scaling.Positive("low_freq_factor", null), high = scaling.Positive("high_freq_factor", null);
        var original = scaling.Positive("original_max_position_embeddings", maxPositions);
        if (high <= low) throw scaling.Error("high_freq_factor", $"{high} is not above low_freq_factor = {low}", "check both fields against the checkpoint");
        return plain with { InverseFrequencies = [.. plain.InverseFrequencies.Select(Scale)] };

        double Scale(double frequency)
        {
            var turns = original * frequency / (2 * Math.PI);
            if (turns < low) return frequency / factor;
            if (turns > high) return frequency;
            var smooth = (turns - low) / (high - low);
            return (1 - smooth) * frequency / factor + smooth * frequency;
        }
    }
}
