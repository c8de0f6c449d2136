using HwAgent.Core.Models;

namespace HwAgent.Models.Tests;

public sealed class ModelFolderTests
{
    [Fact]
    public void Detect_EveryForm_IsTold()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", "{}");
        Assert.Equal(ModelFormat.HuggingFace, ModelFolder.Detect(folder.Path));
        Assert.Equal(ModelFormat.LlamaC, ModelFolder.Detect(ModelFiles.Stories260K));
        Assert.Equal(ModelFormat.Gguf, ModelFolder.Detect(Path.Combine(ModelFiles.GgufVocabularies, "ggml-vocab-gpt-2.gguf")));
        // By its first bytes, whatever its name.
        Assert.Equal(ModelFormat.Gguf, ModelFolder.Detect(folder.Write("model", "GGUF...")));
    }

    [Theory]
    [InlineData("model.safetensors", "name the folder that holds it")]
    [InlineData("config.json", "name the folder that holds it")]
    [InlineData("model.gguf", "magic: does not begin with GGUF")]
    [InlineData("model.bin", "header: the file has 1 bytes")]
    public void Load_FileThatIsNoModel_SaysWhatToDo(string name, string expected)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => ModelFolder.Load(folder.Write(name, "x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NothingThere_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("config.json: there is none in this folder", Assert.Throws<InvalidModelException>(() => ModelFolder.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<InvalidModelException>(() => ModelFolder.Load(folder.File("none"))).Message, StringComparison.Ordinal);
    }
}
