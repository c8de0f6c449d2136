using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Specification;

public class WorkloadResolverTests
{
    private const string TinyVit = """
        {"architectures": ["ViTForImageClassification"], "hidden_act": "gelu", "hidden_size": 64, "image_size": 32, "intermediate_size": 128, "model_type": "vit",
         "num_attention_heads": 2, "num_hidden_layers": 3, "num_labels": 10, "patch_size": 8}
        """;

    [Fact]
    public void Resolve_Preset_PassesEveryOption()
    {
        var spec = new WorkloadSpec { Preset = "llava-1.5-7b", Batch = 2, SequenceLength = 9, ContextLength = 4000, ImageResolution = 224, PatchStride = 7, Phase = "prefill" };

        Assert.Equal(
            WorkloadBuilder.Build(WorkloadPresets.Get("llava-1.5-7b"), new WorkloadOptions(2, 9, 4000, 224, 7, "prefill")).Operators,
            WorkloadResolver.Resolve(spec).Operators);
    }

    [Theory]
    [InlineData("models/tiny-vit/config.json", "tiny-vit")]
    [InlineData("config.json", "vit")]
    [InlineData("../config.json", "vit")]
    public void Resolve_Config_IsNamedAfterItsFolder(string path, string name)
    {
        var workload = WorkloadResolver.Resolve(new WorkloadSpec { ConfigPath = path }, TinyVit);

        Assert.Equal(name, workload.Name);
        Assert.Equal("encode", workload.Phase);
    }

    [Fact]
    public void Resolve_BadConfig_NamesThePath()
    {
        var spec = new WorkloadSpec { ConfigPath = "m/config.json" };

        Assert.Equal("m/config.json", Assert.Throws<InvalidConfigException>(() => WorkloadResolver.Resolve(spec, "{}")).File);
        Assert.Throws<ArgumentException>(() => WorkloadResolver.Resolve(spec));
    }

    [Fact]
    public void Resolve_NoSource_SaysWhatToGive() =>
        Assert.Equal("workload: has neither preset nor config nor gemms -> give exactly one of them",
            Assert.Throws<InvalidConfigException>(() => WorkloadResolver.Resolve(new WorkloadSpec())).Message);

    [Fact]
    public void Resolve_Gemms_MarksWhatCanBeFused()
    {
        var spec = new WorkloadSpec { Gemms = [new GemmSpec { Name = "a", M = 2, N = 3, K = 4, Repeats = 5, Bias = true, Activation = "relu", Residual = true }] };

        var workload = WorkloadResolver.Resolve(spec);

        Assert.Equal(["a", "a.activation", "a.residual"], workload.Operators.Select(o => o.Name));
        var gemm = workload.Operators[0];
        Assert.Equal((new LayerShape(2, 3, 4), 5L, true, "relu", true), (gemm.Gemm!.Value, gemm.Repeats, gemm.HasBias, gemm.FusedActivation, gemm.AddsResidual));
        Assert.Equal(5 * (12 + 3), workload.Parameters);
        Assert.Equal(5 * 24, workload.Macs);
    }
}
