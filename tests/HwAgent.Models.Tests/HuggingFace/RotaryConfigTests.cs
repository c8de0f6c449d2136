using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.HuggingFace;

namespace HwAgent.Models.Tests.HuggingFace;

public sealed class RotaryConfigTests
{
    [Theory]
    [InlineData("", 10000.0, 1.0)]
    [InlineData(", \"rope_theta\": 500000.0", 500000.0, 1.0)]
    [InlineData(", \"rope_scaling\": null", 10000.0, 1.0)]
    [InlineData(", \"rope_scaling\": {\"type\": \"linear\", \"factor\": 4.0}", 10000.0, 4.0)]
    [InlineData(", \"rope_scaling\": {\"rope_type\": \"dynamic\", \"factor\": 4.0}", 10000.0, 1.0)]
    [InlineData(", \"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 1000000.0}", 1000000.0, 1.0)]
    [InlineData(", \"rope_parameters\": {\"rope_type\": \"linear\", \"rope_theta\": 1000000.0, \"factor\": 2}", 1000000.0, 2.0)]
    public void Parse_ThetaAndScaling_GiveTheAngles(string fields, double theta, double factor)
    {
        var rotary = Parse(fields);
        Assert.False(rotary.Interleaved);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => Math.Pow(theta, -i / 64.0) / factor), rotary.InverseFrequencies, (x, y) => Math.Abs(x - y) <= 1e-14 * x);
    }

    /// <summary>
    /// Llama 3.1: with 8192 positions and theta 500000, pair i turns 8192 * 500000^(-i/64) / 2 pi times. Pair 0 turns 1303.8 times (kept), pair 29 turns
    /// 3.4112 times (blended: (3.4112 - 1) / 3 = 0.8037 of it is kept), pair 63 turns 0.0032 times (divided by 8).
    /// </summary>
    [Fact]
    public void Parse_Llama3_KeepsShortAndStretchesLongWavelengths()
    {
        var rotary = Parse(", \"rope_theta\": 500000.0, \"rope_scaling\": {\"factor\": 8.0, \"high_freq_factor\": 4.0, \"low_freq_factor\": 1.0, \"original_max_position_embeddings\": 8192, \"rope_type\": \"llama3\"}");

        double Plain(int i) => Math.Pow(500000, -i / 64.0);
        Assert.Equal(Plain(0), rotary.InverseFrequencies[0], 1e-15);
        Assert.Equal(Plain(63) / 8, rotary.InverseFrequencies[63], 1e-15);
        Assert.Equal(0.8037 + 0.1963 / 8, rotary.InverseFrequencies[29] / Plain(29), 1e-3);
    }

    [Theory]
    [InlineData(", \"rope_theta\": -1", "rope_theta: -1 is not a positive number")]
    [InlineData(", \"rope_theta\": \"10000\"", "rope_theta: \"10000\" is not a positive number")]
    [InlineData(", \"rope_theta\": 1e999", "rope_theta: 1e999 is not a positive number")]
    [InlineData(", \"rope_scaling\": 4", "rope_scaling: 4 is not an object")]
    [InlineData(", \"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4}", "rope_scaling.rope_type: 'yarn' is not supported")]
    [InlineData(", \"rope_scaling\": {\"type\": \"linear\"}", "rope_scaling.factor: is missing")]
    [InlineData(", \"rope_scaling\": {\"type\": \"\\ud800\"}", "rope_scaling.type: \"\\ud800\" is not a string")]
    [InlineData(", \"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4, \"high_freq_factor\": 4}", "rope_scaling.high_freq_factor: 4 is not above")]
    [InlineData(", \"partial_rotary_factor\": 0.5", "partial_rotary_factor: only whole heads")]
    [InlineData(", \"quantization_config\": {\"quant_method\": \"gptq\"}", "quantization_config: quantised checkpoints")]
    [InlineData(", \"rms_norm_eps\": 0", "rms_norm_eps: 0 is not a positive number")]
    public void Parse_FieldThatDoesNotFit_IsNamed(string fields, string expected)
    {
        var error = Assert.Throws<InvalidConfigException>(() => Parse(fields));
        Assert.StartsWith("config.json: " + expected, error.Message, StringComparison.Ordinal);
    }

    private static RotaryEmbedding Parse(string fields)
    {
        var json = $$"""
            {"model_type": "llama", "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 2, "num_attention_heads": 32, "vocab_size": 32000,
             "max_position_embeddings": 131072{{fields}}}
            """;
        return DecoderNumerics.Parse(json, "config.json", (DecoderConfig)HuggingFaceConfig.Parse(json)).Rotary!;
    }
}
