using System.Text.Json;
using HwAgent.Core.Compression;
using HwAgent.Core.Models;
using HwAgent.Models.Runtime;

namespace HwAgent.Models.Compressed;

/// <summary>Pictures with texts to calibrate a vision-language pair on and to measure it with.</summary>
/// <param name="Calibration">What everything is chosen on.</param>
/// <param name="HeldOut">Every fourth example, which only the result is measured on; null when there are fewer than four.</param>
/// <param name="Files">The pictures that were read.</param>
public sealed record CalibrationPictures(ImageTextCalibration Calibration, ImageTextCalibration? HeldOut, IReadOnlyList<string> Files)
{
    private const int HeldOutEvery = 4;

    /// <summary>Reads a file of JSON lines: <c>{"image": "NAME", "text": "..."}</c>; a line without an image is text alone.</summary>
    /// <param name="file">The lines.</param>
    /// <param name="imageFolder">Where pictures with relative names lie; null for the folder of <paramref name="file"/>.</param>
    /// <param name="model">A pair, see <see cref="TextModel.Pair"/>. Its image token in a text says where the picture stands, else it stands in front.</param>
    /// <param name="tokens">At most about this many text tokens; of a longer file, lines spread evenly over it.</param>
    /// <exception cref="InvalidModelException">A line that is none, a text of less than two tokens, a picture that cannot be read; file and line are named.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CalibrationPictures Read(string file, string? imageFolder, TextModel model, int tokens)
    {
        var pair = model.Pair ?? throw new InvalidModelException(model.Path, "config.json", "this model reads no images", "name a vision-language model of the LLaVA kind");
        var folder = imageFolder ?? Path.GetDirectoryName(Path.GetFullPath(file))!;
        var lines = File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1)).Where(line => !string.IsNullOrWhiteSpace(line.Text))
            .Select(line => Parse(line.Text, file, line.Number, model, pair.ImageToken)).ToList();
        if (lines.Count == 0) throw new InvalidModelException(file, "calibration", "has no lines", """give lines such as {"image": "cat.png", "text": "A cat."}""");
        if (lines.All(line => line.Image is null)) throw new InvalidModelException(file, "image", "no line names a picture", """give lines such as {"image": "cat.png", "text": "A cat."}""");
        var (files, pixels) = (new List<string>(), new Dictionary<string, float[]>(StringComparer.Ordinal));
        VisualBudget? seen = null;
        ImageTextExample[] examples = [.. Spread(lines, tokens).Select(Example)];
        // The spread may have left out the lines with pictures.
        if (seen is null) throw new InvalidModelException(file, "image", "no line that was taken names a picture", "put pictures into more lines, or use more calibration tokens");
        return examples.Length < HeldOutEvery
            ? new CalibrationPictures(new ImageTextCalibration(examples, seen), null, files)
            : new CalibrationPictures(
                new ImageTextCalibration([.. examples.Where((_, i) => i % HeldOutEvery != HeldOutEvery - 1)], seen),
                new ImageTextCalibration([.. examples.Where((_, i) => i % HeldOutEvery == HeldOutEvery - 1)], seen), files);

        ImageTextExample Example(PictureLine line)
        {
            if (line.Image is not { } name) return new ImageTextExample(null, Fitted([.. line.Lead, .. line.Behind], 0, line.Number));
            var path = Path.Combine(folder, name);
            if (!pixels.TryGetValue(path, out var picture))
            {
                if (!File.Exists(path)) throw new InvalidModelException(file, $"line {line.Number}, image", $"there is no '{path}'", "name a picture relative to the file, or its folder with --images");
                (picture, var budget) = PromptImage.Pixels(model.Path, path, VisualBudget.Full);
                if ((seen ??= budget) != budget) throw new InvalidModelException(file, $"line {line.Number}, image", "the preprocessor gives this picture another size than those before", "use a preprocessor_config.json that crops or resizes to a square");
                pixels.Add(path, picture);
                files.Add(path);
            }

            return new ImageTextExample(picture, Fitted(line.Behind, line.Lead.Count + pair.Config.ImageTokens(seen!.Resolution) / pair.Config.ImagesPerPrompt, line.Number), line.Lead);
        }

        // What does not fit the model's positions is cut off.
        IReadOnlyList<int> Fitted(IReadOnlyList<int> text, int front, int number)
        {
            int[] fitted = [.. text.Take(Math.Max(0, model.Model.MaxPositions - front))];
            return fitted.Length >= 2 ? fitted
                : throw new InvalidModelException(file, $"line {number}, text", $"{text.Count} tokens behind {front} others leave nothing to predict in {model.Model.MaxPositions} positions", "give a longer text, or fewer image tokens");
        }
    }

    private static PictureLine Parse(string line, string file, int number, TextModel model, int imageToken)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Wrong("", "is no JSON object");
            var text = Text(document.RootElement, "text") ?? throw Wrong(", text", "is missing");
            var image = Text(document.RootElement, "image");
            var (lead, behind) = model.EncodeAround(text, imageToken);
            if (image is null && model.Encode(text).Contains(imageToken)) throw Wrong(", image", "the text has a place for a picture, and there is none");
            if (behind.Concat(lead).DefaultIfEmpty(0).Max() is var largest && largest >= model.Model.VocabularySize)
                throw new InvalidModelException(file, "tokenizer", $"it gives token {largest}, the model has {model.Model.VocabularySize}", "put the model's own tokenizer beside it");
            return new PictureLine(number, image, lead, behind);
        }
        catch (JsonException e)
        {
            throw Wrong("", $"is no JSON: {e.Message.Split(" LineNumber", 2)[0]}");
        }
        catch (ArgumentException e)
        {
            throw Wrong(", text", e.Message);
        }

        string? Text(JsonElement element, string field) => !element.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong($", {field}", "is no text");

        InvalidModelException Wrong(string field, string problem) => new(file, $"line {number}{field}", problem, """write one object a line: {"image": "cat.png", "text": "A cat."}""");
    }

    private static IEnumerable<PictureLine> Spread(List<PictureLine> lines, int tokens)
    {
        var all = lines.Sum(line => (long)line.Lead.Count + line.Behind.Count);
        var wanted = (int)Math.Clamp(lines.Count * (long)tokens / Math.Max(all, 1), 1, lines.Count);
        return Enumerable.Range(0, wanted).Select(i => lines[(int)((long)i * lines.Count / wanted)]);
    }
}
