using System.Text;
using System.Text.Json;
using HwAgent.Core.Compression;
using HwAgent.Core.Decoding;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using HwAgent.Models.Compressed;
using HwAgent.Models.Runtime;
using HwAgent.Models.Tests.Vision;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent compress</c>, <c>inspect</c> and <c>generate --image</c> on a vision-language pair: random weights, real files.</summary>
public sealed class VisionLanguageCommandTests : IDisposable
{
    private const string Prompt = "Once upon a time";
    private const int Tokens = 12;

    private readonly TemporaryFolder _folder = new();

    public VisionLanguageCommandTests() => TinyLlava.Write(Directory.CreateDirectory(At("llava")).FullName);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_Image_WritesTheTextOfTheLibraryAndNothingElse(bool integers)
    {
        string[] arithmetic = integers ? ["--integer", "--calibration", At("text.txt")] : [];
        _folder.Write("text.txt", "Once upon a time, there was a red ball. The cat sat on the mat and looked at the sun.");
        var result = await GenerateAsync("llava", arithmetic);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.NotEqual("", result.Output);
        var model = TextModel.Load(At("llava"));
        var image = PromptImage.Load(model, At("llava/picture.png"), VisualBudget.Full);
        if (!integers)
        {
            Assert.Equal(Continue(model, image.ReferenceRows), result.Output);
            return;
        }

        using var workers = new IntegerWorkers(1);
        var calibration = CalibrationText.From(File.ReadAllText(At("text.txt")), model.Tokenizer, model.Model, 8192);
        var (lead, behind) = model.EncodeAround(Prompt, TinyLlava.ImageToken);
        var compiled = model.ToInteger(workers, calibration.Calibration.Concat(calibration.HeldOut).Append(new TokenSequence(behind, image.ReferenceRows, lead)));
        Assert.Equal(Continue(compiled, image.IntegerRows(((IntegerDecoder)compiled.Model).ResidualSteps, workers)), result.Output);
    }

    /// <summary>The picture is seen: another one, and another text follows.</summary>
    [Fact]
    public async Task Generate_OtherImage_WritesAnotherText()
    {
        var outputs = new HashSet<string>();
        foreach (var picture in (string[])["picture.png", "0.png", "8.png"]) outputs.Add((await GenerateAsync("llava", ["--image", $"llava/{picture}"])).Output);
        Assert.True(outputs.Count > 1);
    }

    [Fact]
    public async Task Compress_Pair_WritesAFolderThatRunsByItselfAndItsPlanGivesAgain()
    {
        string[] common = ["compress", "--model", "llava", "--calibration", "llava/pictures.jsonl"];
        var first = await HwAgentProcess.RunInAsync(_folder.Path, [.. common, "--budget", "4.4bits", "--prune", "10%", "--out", "small", "--json"]);
        Assert.True(first.ExitCode == 0, first.Error);
        using (var answer = JsonDocument.Parse(first.Output))
        {
            var root = answer.RootElement;
            Assert.True(root.GetProperty("cost").GetInt64() <= root.GetProperty("budget").GetInt64());
            Assert.True(root.GetProperty("visualWeight").GetDouble() > 0);
            foreach (var component in (string[])["visionEncoder", "projector", "languageModel"]) Assert.InRange(root.GetProperty("componentBits").GetProperty(component).GetDouble(), 2, 8);
            foreach (var uniform in root.GetProperty("uniform").EnumerateArray().Where(uniform => uniform.GetProperty("cost").GetInt64() <= root.GetProperty("cost").GetInt64()))
                Assert.True(root.GetProperty("calibration").GetProperty("compressed").GetProperty("divergence").GetDouble() <= uniform.GetProperty("loss").GetProperty("divergence").GetDouble());
        }

        Assert.Equal(
            ["compressed.json", "plan.yaml", "preprocessor_config.json", "report.html", "tok512.bin", "weights.safetensors"], Directory.GetFiles(At("small")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains(CompressedFolder.Read(At("small")).Provenance.Inputs, input => input.Name == "8.png");
        var report = File.ReadAllText(At("small/report.html"));
        foreach (var part in (string[])["vision 1", "projector 1", "block 1", "patches", "Bits by component", "id=\"compression-pruning\""]) Assert.Contains(part, report, StringComparison.Ordinal);

        var second = await HwAgentProcess.RunInAsync(_folder.Path, [.. common, "--plan", "small/plan.yaml", "--out", "again"]);
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Contains("languageModel", second.Output, StringComparison.Ordinal);
        foreach (var file in (string[])["plan.yaml", "weights.safetensors"]) Assert.Equal(File.ReadAllBytes(At($"small/{file}")), File.ReadAllBytes(At($"again/{file}")));

        // By itself: what it was made from is gone.
        File.Move(At("llava/picture.png"), At("picture.png"));
        Directory.Delete(At("llava"), recursive: true);
        await CheckAsync();
    }

    [Theory]
    [InlineData("--budget 60%", "add --calibration FILE")]
    [InlineData("--budget 60% --calibration none.jsonl", "none.jsonl")]
    [InlineData("--budget 60% --calibration llava/pictures.jsonl --images nowhere", "line 1, image")]
    [InlineData("--budget 60% --calibration llava/config.json", "config.json: line 1")]
    [InlineData("--budget 1KB --calibration llava/pictures.jsonl --calibration-tokens 12", "narrowest")]
    public async Task Compress_BadInput_SaysWhyAndWritesNothing(string options, string expected)
    {
        var result = await HwAgentProcess.RunInAsync(_folder.Path, ["compress", "--model", "llava", "--out", "small", "--quiet", .. options.Split(' ')]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--debug", result.Error, StringComparison.Ordinal);
        Assert.Equal(["llava"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The compressed folder is inspected, and writes what the library writes with it, in float32 and in integers.</summary>
    private async Task CheckAsync()
    {
        var inspected = await HwAgentProcess.RunInAsync(_folder.Path, "inspect", "--model", "small");
        Assert.True(inspected.ExitCode == 0, inspected.Error);
        Assert.Contains("llava", inspected.Output, StringComparison.Ordinal);
        Assert.Contains("visionLayers 2", inspected.Output, StringComparison.Ordinal);
        var model = TextModel.Load(At("small"));
        var image = PromptImage.Load(model, At("picture.png"), VisualBudget.Full);
        using var workers = new IntegerWorkers(1);
        var compiled = model.ToInteger(workers, []);
        foreach (var (arithmetic, expected) in new (string[], string)[]
            {
                ([], Continue(model, image.ReferenceRows)), (["--integer"], Continue(compiled, image.IntegerRows(((IntegerDecoder)compiled.Model).ResidualSteps, workers))),
            })
        {
            var found = await GenerateAsync("small", ["--image", "picture.png", .. arithmetic]);
            Assert.True(found.ExitCode == 0, found.Error);
            Assert.Equal(expected, found.Output);
        }
    }

    private Task<ProcessResult> GenerateAsync(string model, string[] options) => HwAgentProcess.RunInAsync(
        _folder.Path, ["generate", "--model", model, "--prompt", Prompt, "--tokens", $"{Tokens}", .. options.Contains("--image") ? [] : (string[])["--image", "llava/picture.png"], .. options]);

    /// <summary>What follows the picture and the prompt, by the library alone.</summary>
    private static string Continue(TextModel model, float[] rows)
    {
        var (lead, behind) = model.EncodeAround(Prompt, TinyLlava.ImageToken);
        using var session = model.Model.Start(64);
        ImagePrompt.Append(session, [.. lead, TinyLlava.ImageToken], TinyLlava.ImageToken, [rows], model.Model.HiddenSize, []);
        var decoder = model.Tokenizer.StartDecoding(continuing: true);
        var text = new StringBuilder();
        new TokenGenerator(model.Model, session, new GenerationOptions { MaxTokens = Tokens, StopTokens = model.StopTokens })
            .Generate([.. behind], token => text.Append(decoder.Append(token)), TestContext.Current.CancellationToken);
        return text.Append(decoder.Finish()).ToString();
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}
