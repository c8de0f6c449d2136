using HwAgent.Core.Models;
using HwAgent.Models.Compressed;
using HwAgent.Models.Runtime;
using HwAgent.Models.Tests.Vision;

namespace HwAgent.Models.Tests.Compressed;

/// <summary>Lines of pictures and texts, read for the tiny LLaVA.</summary>
public sealed class CalibrationPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TextModel _model;

    public CalibrationPicturesTests()
    {
        TinyLlava.Write(_folder.Path);
        _model = TextModel.Load(_folder.Path);
    }

    /// <summary>Every fourth line measures only; the token that begins a text stands in front of the picture, the text behind it.</summary>
    [Fact]
    public void Read_Lines_GivesExamplesAndHeldOutOnes()
    {
        var found = CalibrationPictures.Read(_folder.File("pictures.jsonl"), null, _model, 4096);
        Assert.Equal((7, 2), (found.Calibration.Examples.Count, found.HeldOut!.Examples.Count));
        Assert.Equal(TinyLlava.Pictures, found.Files.Count);
        Assert.Equal([1], found.Calibration.Examples[0].Lead!);
        Assert.Equal(_model.Tokenizer.Encode("Once upon a time, there was a red ball.", addSpecial: false), found.Calibration.Examples[0].Tokens);
        Assert.Equal(3 * 16 * 16, found.Calibration.Examples[0].Image!.Length);
        Assert.Equal(16, found.Calibration.Visual.Resolution);
    }

    [Fact]
    public void Read_FewTokens_SpreadsOverTheFile()
    {
        var found = CalibrationPictures.Read(_folder.File("pictures.jsonl"), null, _model, 60);
        Assert.InRange(found.Files.Count, 2, 4);
        Assert.Equal("0.png", Path.GetFileName(found.Files[0]));
        Assert.DoesNotContain("1.png", found.Files.Select(Path.GetFileName));
        Assert.Null(CalibrationPictures.Read(_folder.File("pictures.jsonl"), null, _model, 2).HeldOut);
    }

    [Fact]
    public void Read_OtherFolderTextAloneAndLongText_AreTaken()
    {
        Directory.CreateDirectory(_folder.File("elsewhere"));
        File.Move(_folder.File("0.png"), _folder.File("elsewhere/0.png"));
        var lines = _folder.Write("lines.jsonl", $$"""
            {"image": "0.png", "text": "{{string.Concat(Enumerable.Repeat("a red ball and ", 60))}}", "id": 7}

            {"text": "no picture here", "image": null}
            """);
        var found = CalibrationPictures.Read(lines, _folder.File("elsewhere"), _model, 4096);
        Assert.Equal(2, found.Calibration.Examples.Count);
        Assert.Equal(64, 1 + 16 + found.Calibration.Examples[0].Tokens.Count);
        Assert.Null(found.Calibration.Examples[1].Image);
        Assert.Equal(1, found.Calibration.Examples[1].Tokens[0]);
    }

    [Theory]
    [InlineData("", "no lines")]
    [InlineData("{\"text\": \"a red ball\"}", "names a picture")]
    [InlineData("{\"image\": \"0.png\", \"text\": \"a red ball\"}\nred", "line 2: is no JSON")]
    [InlineData("[1]", "line 1: is no JSON object")]
    [InlineData("{\"image\": \"0.png\"}", "line 1, text: is missing")]
    [InlineData("{\"image\": 0, \"text\": \"a red ball\"}", "line 1, image: is no text")]
    [InlineData("{\"image\": \"none.png\", \"text\": \"a red ball\"}", "line 1, image: there is no")]
    [InlineData("{\"image\": \"config.json\", \"text\": \"a red ball\"}", "config.json")]
    [InlineData("{\"image\": \"0.png\", \"text\": \"\"}", "line 1, text: 0 tokens")]
    public void Read_BadLine_NamesFileLineAndField(string lines, string expected)
    {
        var error = Assert.Throws<InvalidModelException>(() => CalibrationPictures.Read(_folder.Write("lines.jsonl", lines), null, _model, 4096));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("->", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ModelOfTextAlone_SaysSo() => Assert.Contains(
        "reads no images", Assert.Throws<InvalidModelException>(() => CalibrationPictures.Read(_folder.File("pictures.jsonl"), null, TextModel.Load(ModelFiles.Stories260K), 64)).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}
