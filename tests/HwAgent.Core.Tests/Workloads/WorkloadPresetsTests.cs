using HwAgent.Core.Workloads;

namespace HwAgent.Core.Tests.Workloads;

public class WorkloadPresetsTests
{
    /// <summary>Parameters of the published checkpoints, each with its source.</summary>
    public static TheoryData<string, long> PublishedParameters => new()
    {
        // torchvision, models/vision_transformer.py, ViT_B_16_Weights: num_params 86567656.
        { "vit-b16", 86_567_656 },
        // DeiT (arXiv 2012.12877) table 5: 22M. Exactly: patches 768*384+384, class token 384, positions 197*384,
        // 12 blocks of 12*384^2+13*384, norm 768, classifier 384*1000+1000.
        { "deit-s", 22_050_664 },
        // BertModel of bert-base-uncased as listed by Keras summaries of TFBertModel: 109,482,240.
        { "bert-base", 109_482_240 },
        // CLIPVisionModel of openai/clip-vit-large-patch14-336: convolution 1024*588, class token 1024, positions 577*1024,
        // 24 blocks of 12*1024^2+13*1024, norms before and after 2*2048. mteb lists the same tower of mlcd-vit-large-patch14-336 with 303507456.
        { "clip-vit-l14-336", 303_507_456 },
        // GGUF and safetensors metadata of TinyLlama/TinyLlama-1.1B-Chat-v1.0: 1100048384.
        { "tinyllama-1.1b", 1_100_048_384 },
        // safetensors metadata of Qwen/Qwen2-0.5B: 494032768 (the head is tied).
        { "qwen2-0.5b", 494_032_768 },
        // safetensors metadata of meta-llama/Meta-Llama-3-8B: 8030261248.
        { "llama3-8b", 8_030_261_248 },
        // sum of numel over the parameters of llava-hf/llava-1.5-7b-hf: 7063427072.
        { "llava-1.5-7b", 7_063_427_072 },
        // google/siglip-so400m-patch14-384 vision tower 428225600 + projector 1152*2048+2048 + 2048^2+2048 + TinyLlama 1100048384;
        // published as 1.5B (arXiv 2402.14289).
        { "tinyllava-1.5b", 428_225_600 + 6_557_696 + 1_100_048_384 },
        // The tower of clip-vit-l14-336 + projector 1024*4096+4096 + 4096^2+4096 + Llama 2 7B 6738415616; published as 7B (arXiv 2404.05719).
        { "ferret-ui-7b", 303_507_456 + 20_979_712 + 6_738_415_616 },
        // arXiv 2205.01068 table 1 gives the shape and 175B. Exactly: tokens 50272*12288, positions 2050*12288,
        // 96 blocks of 12*12288^2+13*12288, norm 2*12288.
        { "opt-175b", 174_604_468_224 },
    };

    [Theory]
    [MemberData(nameof(PublishedParameters))]
    public void Get_EachPreset_HasThePublishedParameters(string name, long parameters)
    {
        var config = WorkloadPresets.Get(name);

        Assert.Equal(parameters, WorkloadBuilder.ParameterCount(config));
        // The total is the model's, whichever phase is asked for.
        foreach (var phase in config.SupportedPhases)
            Assert.Equal(parameters, WorkloadBuilder.Build(config, new WorkloadOptions(Phase: phase)).Parameters);
    }

    [Fact]
    public void Names_OfAllPresets_AreTheOnesTested() =>
        Assert.Equal(WorkloadPresets.Names, PublishedParameters.Select(row => row.Data.Item1));

    [Fact]
    public void Get_UnknownName_ListsThePresets()
    {
        var e = Assert.Throws<InvalidConfigException>(() => WorkloadPresets.Get("vit-b32"));

        Assert.Equal("preset", e.Field);
        Assert.Contains("vit-b16, deit-s", e.Advice, StringComparison.Ordinal);
    }
}
