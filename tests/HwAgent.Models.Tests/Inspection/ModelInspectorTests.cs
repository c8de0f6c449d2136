using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Compressed;
using HwAgent.Models.Inspection;
using HwAgent.Models.Tests.Compressed;
using HwAgent.Models.Tests.Gguf;
using HwAgent.Models.Tests.HuggingFace;
using HwAgent.Models.Tests.Vision;

namespace HwAgent.Models.Tests.Inspection;

public sealed class ModelInspectorTests
{
    [Fact]
    public void Inspect_LlamaC_CountsWhatIsThere()
    {
        var inspection = ModelInspector.Inspect(ModelFiles.Stories260K);

        // The file is 28 bytes of header, the tensors, and rotation tables of 512 x 8 float32.
        Assert.Equal(new FileInfo(ModelFiles.Stories260K).Length - 28 - 512 * 8 * 4, inspection.Bytes);
        Assert.Equal((260_032L, 64L, 5L, 4L), (inspection.Parameters, inspection.Sizes["hiddenSize"], inspection.Sizes["layers"], inspection.Sizes["keyValueHeads"]));
        Assert.Equal((512, 1), (inspection.Tokenizer!.VocabularySize, inspection.Tokenizer.BeginId));
        Assert.Empty(inspection.Unsupported);
    }

    [Fact]
    public void Inspect_Folder_SeesTheSameModel()
    {
        using var folder = new TemporaryFolder();
        HuggingFaceFolderWriter.Write(folder.Path, StoriesModel.ToHalfSplit(StoriesModel.Load()), "BF16", shards: 2);

        var inspection = ModelInspector.Inspect(folder.Path);

        Assert.Equal(ModelInspector.Inspect(ModelFiles.Stories260K).Sizes, inspection.Sizes);
        Assert.Equal(new TensorTypeShare("BF16", 48 - 1, 260_032, 2 * 260_032, IsReadable: true), Assert.Single(inspection.TensorTypes));
        Assert.Null(inspection.Tokenizer);
        Assert.StartsWith("tokenizer: there is no tokenizer.json", Assert.Single(inspection.Unsupported), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_Gguf_ListsWhatCannotBeUsed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.gguf", new GgufWriter().Add("general.architecture", "gem\u001bma")
            .AddTensor("a", 12, new byte[144], 256).AddTensor("b", 0, new byte[8], 2).ToArray());

        var inspection = ModelInspector.Inspect(path);

        Assert.Equal("gem\uFFFDma", inspection.Architecture);
        Assert.Equal([new TensorTypeShare("Q4_K", 1, 256, 144, IsReadable: false), new TensorTypeShare("F32", 1, 2, 8, IsReadable: true)], inspection.TensorTypes);
        Assert.Equal(
            ["general.architecture: 'gem\uFFFDma' is not supported", "the values of 1 tensors of type Q4_K cannot be read", "tokenizer.ggml.tokens: the file has no vocabulary"], inspection.Unsupported);
    }

    [Fact]
    public void Inspect_RealVocabulary_HasSizesAndTokenizer()
    {
        var inspection = ModelInspector.Inspect(Path.Combine(ModelFiles.GgufVocabularies, "ggml-vocab-llama-spm.gguf"));
        Assert.Equal(("llama", 4096L, 32000), (inspection.Architecture, inspection.Sizes["embedding_length"], inspection.Tokenizer!.VocabularySize));
    }

    [Fact]
    public void Inspect_WhatDoesNotFit_IsListedAndNotThrown()
    {
        using var folder = new TemporaryFolder();
        var model = StoriesModel.ToHalfSplit(StoriesModel.Load());
        HuggingFaceFolderWriter.WriteConfig(folder.Path, model, extra: ", \"rope_scaling\": {\"type\": \"yarn\"}");
        Assert.Contains("rope_scaling.type: 'yarn' is not supported", ModelInspector.Inspect(folder.Path).Unsupported);
        Assert.Contains("there is neither model.safetensors", string.Join('\n', ModelInspector.Inspect(folder.Path).Unsupported), StringComparison.Ordinal);

        HuggingFaceFolderWriter.WriteConfig(folder.Path, model);
        HuggingFaceFolderWriter.WriteShard(folder.File("model.safetensors"), HuggingFaceFolderWriter.Tensors(model).Skip(1));
        Assert.Contains("tensors: 1 are missing: model.embed_tokens.weight", ModelInspector.Inspect(folder.Path).Unsupported);
    }

    [Fact]
    public void Inspect_VisionEncoder_HasItsSizesAndSaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", """{"model_type":"clip_vision_model","image_size":16,"patch_size":4,"hidden_size":32,"num_hidden_layers":3,"num_attention_heads":4,"intermediate_size":48}""");
        var saved = new SavedVision();
        saved.Tower(new SeededWeights(4).Vision((VisionEncoderConfig)HuggingFaceConfig.Parse(File.ReadAllText(folder.File("config.json"))), 1e-5f), "");
        saved.Writer.Write(folder.File("model.safetensors"));

        var whole = ModelInspector.Inspect(folder.Path);
        Assert.Equal((3L, 32L, 16L), (whole.Sizes["visionLayers"], whole.Sizes["visionHiddenSize"], whole.Sizes["imageSize"]));
        Assert.Equal("clip_vision_model", whole.Architecture);
        Assert.StartsWith("tokenizer: ", Assert.Single(whole.Unsupported), StringComparison.Ordinal);

        HuggingFaceFolderWriter.WriteShard(folder.File("model.safetensors"), [("vision_model.embeddings.class_embedding", [32], new float[32])]);
        Assert.Contains(ModelInspector.Inspect(folder.Path).Unsupported, problem => problem.StartsWith("tensors: ", StringComparison.Ordinal));
    }

    /// <summary>Per width the bytes of whole packed rows; together they are the packed tensors of the file.</summary>
    [Fact]
    public void Inspect_CompressedFolder_CountsWeightsByWidth()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("small");
        CompressedFolder.Write(path, SmallCompressed.Create(), []);

        var inspection = ModelInspector.Inspect(path);

        Assert.Equal((ModelFormat.Compressed, 8L, 1L), (inspection.Format, inspection.Sizes["hiddenSize"], inspection.Sizes["layers"]));
        var packed = inspection.TensorTypes.Where(share => share.Type.EndsWith("-bit", StringComparison.Ordinal)).ToList();
        Assert.Equal(["8-bit", "4-bit", "3-bit", "2-bit"], packed.Select(share => share.Type).OrderDescending());
        Assert.Equal(inspection.Tensors.Where(tensor => tensor.Name.EndsWith(".weight", StringComparison.Ordinal)).Sum(tensor => tensor.Bytes), packed.Sum(share => share.Bytes));
        Assert.Equal(inspection.Tensors.Sum(tensor => tensor.Bytes), inspection.Bytes);
        // Head 40 x 8; query, output 8 x 8; key, value 4 x 8; gate, up, down 33 x 8; three norms and the bias of the query of 8: scales are no parameters.
        Assert.Equal(320 + 128 + 64 + 792 + 32, inspection.Parameters);
    }

    [Fact]
    public void Inspect_MalformedWeights_Throws()
    {
        using var folder = new TemporaryFolder();
        HuggingFaceFolderWriter.WriteConfig(folder.Path, StoriesModel.Load());
        folder.Write("model.safetensors", [1, 2, 3]);
        Assert.Throws<InvalidModelException>(() => ModelInspector.Inspect(folder.Path));
    }
}
