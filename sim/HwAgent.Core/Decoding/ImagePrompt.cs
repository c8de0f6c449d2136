using HwAgent.Core.Models;

namespace HwAgent.Core.Decoding;

/// <summary>A prompt in which images stand: runs of an image token, each replaced by the rows of one image.</summary>
public static class ImagePrompt
{
    /// <summary>Appends text and images in order.</summary>
    /// <param name="session">Where to; the model may be the float reference or the integer runtime.</param>
    /// <param name="tokens">The prompt. An image is one image token (the original LLaVA form) or as many as it has rows (the form of transformers' processors).</param>
    /// <param name="imageToken">Token that stands for an image.</param>
    /// <param name="images">Rows x hidden size, an image each, in the order of the prompt.</param>
    /// <param name="hiddenSize">Width of a row.</param>
    /// <param name="logits">Rows x vocabulary for the last tokens; they must be text behind the last image. Empty when none are wanted.</param>
    /// <exception cref="ArgumentException">Images and image tokens do not match, or logits are wanted of an image row; nothing was appended.</exception>
    public static void Append(ILanguageSession session, ReadOnlySpan<int> tokens, int imageToken, IReadOnlyList<float[]> images, int hiddenSize, Span<float> logits)
    {
        var parts = Split(tokens, imageToken, images, hiddenSize);
        if (logits.Length > 0 && (parts.Count == 0 || parts[^1].Image is not null))
            throw new ArgumentException("The prompt ends with an image: logits follow text only.", nameof(logits));
        foreach (var (start, length, image) in parts)
        {
            if (image is not null) session.AppendEmbeddings(image);
            else session.Append(tokens.Slice(start, length), start + length == tokens.Length ? logits : []);
        }
    }

    /// <summary>Positions that the prompt takes: text tokens and image rows.</summary>
    /// <exception cref="ArgumentException">Images and image tokens do not match.</exception>
    public static int Length(ReadOnlySpan<int> tokens, int imageToken, IReadOnlyList<float[]> images, int hiddenSize) =>
        Split(tokens, imageToken, images, hiddenSize).Sum(part => part.Image is { } image ? image.Length / hiddenSize : part.Length);

    private static List<(int Start, int Length, float[]? Image)> Split(ReadOnlySpan<int> tokens, int imageToken, IReadOnlyList<float[]> images, int hiddenSize)
    {
        var parts = new List<(int, int, float[]?)>();
        var used = 0;
        for (var start = 0; start < tokens.Length;)
        {
            var rest = tokens[start..];
            int length;
            if (rest[0] == imageToken)
            {
                if (used == images.Count) throw new ArgumentException($"The prompt has more image tokens than the {images.Count} images given.", nameof(images));
                length = ImageTokens(rest, imageToken, images[used].Length / hiddenSize, images.Count - used);
                parts.Add((start, length, images[used++]));
            }
            else
            {
                length = rest.IndexOf(imageToken);
                if (length < 0) length = rest.Length;
                parts.Add((start, length, null));
            }

            start += length;
        }

        return used == images.Count ? parts : throw new ArgumentException($"{images.Count} images were given, the prompt has image tokens for {used}.", nameof(images));
    }

    /// <summary>Image tokens at the start that belong to the first of the images left. A run may hold several images side by side.</summary>
    private static int ImageTokens(ReadOnlySpan<int> tokens, int imageToken, int rows, int imagesLeft)
    {
        var run = tokens.IndexOfAnyExcept(imageToken);
        if (run < 0) run = tokens.Length;
        if (run >= rows) return rows;
        if (run <= imagesLeft) return 1;
        throw new ArgumentException($"{run} image tokens stand together; one, or {rows} for an image of {rows} rows, are wanted.", nameof(tokens));
    }
}
