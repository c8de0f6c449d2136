using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using HwAgent.Core.Models;
using HwAgent.Models.Images;

namespace HwAgent.Models.Tests.Images;

public sealed class ImagePreprocessorTests
{
    private const string Clip = """
        {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_convert_rgb": true, "do_normalize": true, "do_rescale": true, "do_resize": true,
         "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_processor_type": "CLIPImageProcessor", "image_std": [0.26862954, 0.26130258, 0.27577711],
         "resample": 3, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 224}}
        """;

    private const string Siglip = """{"image_processor_type": "SiglipImageProcessor", "size": {"height": 224, "width": 224}, "resample": 3, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}""";

    private const string Vit = """{"feature_extractor_type": "ViTFeatureExtractor", "do_normalize": true, "do_resize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "resample": 2, "size": 224}""";

    private static ImagePreprocessor Parse(string json) => PreprocessorConfigFile.Parse(Encoding.UTF8.GetBytes(json), "preprocessor_config.json");

    /// <summary>
    /// SHA-256 sums of the radiograph's values (little-endian float32) by the steps of transformers' image_transforms.py, written out in Python with
    /// Pillow 9.4 and every float32 rounding made explicit.
    /// </summary>
    [Theory]
    [InlineData(Clip, null, 224, "32f539355868d06f83507dda766c60aa9ba3475cf5e5ed48cf2f4987ca5ac92f")]
    [InlineData(Clip, 336, 336, "c22af76021952e66db94fde74ae53602b6fd84367f66cf3bb73c7167acf43afb")]
    [InlineData(Clip, 96, 96, "7c9c795f0d6b86818fa8779017948175d8c83826f517231d6970bedd8968664b")]
    [InlineData(Siglip, null, 224, "638f11a40b407e0ee8bdbfc586c3b1e337103a7785cc4d1ec2cb2c799f488918")]
    [InlineData(Vit, null, 224, "1f533d48507b8eda151d3c88993f14c7c007f0d1ee8a81bb22b4e3f9a0241e1d")]
    public void Apply_RealPicture_EqualsTransformers(string json, int? resolution, int side, string hash)
    {
        var preprocessor = Parse(json);
        if (resolution is { } pixels) preprocessor = preprocessor.WithResolution(pixels);

        var tensor = preprocessor.Apply(ImageDecoder.Load(Pictures.Radiograph));

        Assert.Equal((side, side, 3 * side * side), (tensor.Height, tensor.Width, tensor.Values.Length));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(tensor.Values.AsSpan()))));
    }

    /// <summary>Without any step: planes of the plain values.</summary>
    [Fact]
    public void Apply_NoSteps_SeparatesTheChannels()
    {
        var preprocessor = Parse("""{"image_processor_type": "ViTImageProcessor", "do_resize": false, "do_rescale": false, "do_normalize": false}""");

        var tensor = preprocessor.Apply(new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]));

        Assert.Equal([1, 4, 2, 5, 3, 6], tensor.Values);
    }

    /// <summary>(255 / 255 - 0.5) / 0.25 = 2, (0 - 0.5) / 0.25 = -2.</summary>
    [Fact]
    public void Apply_RescaleAndNormalise_AreTakenInThisOrder()
    {
        var preprocessor = Parse("""{"image_processor_type": "ViTImageProcessor", "do_resize": false, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.25, 0.25, 0.25]}""");

        Assert.Equal([2, -2, 2], preprocessor.Apply(new RgbImage(1, 1, [255, 0, 255])).Values);
    }

    /// <summary>Red of a row that counts 1, 2, 3... cut or padded to a width; Python's // rounds down.</summary>
    [Theory]
    [InlineData(5, 3, "2 3 4")]
    [InlineData(6, 3, "2 3 4")]
    [InlineData(3, 6, "0 0 1 2 3 0")]
    [InlineData(3, 5, "0 1 2 3 0")]
    [InlineData(3, 3, "1 2 3")]
    public void Apply_CentreCrop_CutsOrPads(int width, int crop, string expected)
    {
        var preprocessor = new ImagePreprocessor { Crop = (1, crop) };
        var pixels = new byte[3 * width];
        for (var x = 0; x < width; x++) pixels[3 * x] = (byte)(x + 1);

        Assert.Equal(expected, string.Join(' ', preprocessor.Apply(new RgbImage(width, 1, pixels)).Values[..crop]));
    }

    /// <summary>The shorter edge becomes the size, the longer one is cut off: 10 * 7 / 3 = 23.33.</summary>
    [Theory]
    [InlineData(3, 7, 10, 23)]
    [InlineData(7, 3, 23, 10)]
    [InlineData(5, 5, 10, 10)]
    public void Apply_ShortestEdge_KeepsTheShape(int width, int height, int expectedWidth, int expectedHeight)
    {
        var preprocessor = new ImagePreprocessor { Resampling = ResamplingFilter.Bilinear, ShortestEdge = 10 };

        var tensor = preprocessor.Apply(new RgbImage(width, height, new byte[3 * width * height]));

        Assert.Equal((expectedWidth, expectedHeight), (tensor.Width, tensor.Height));
    }

    /// <summary>A strip one pixel high would become millions wide.</summary>
    [Fact]
    public void Apply_ExtremeShape_IsRefused()
    {
        var preprocessor = new ImagePreprocessor { Resampling = ResamplingFilter.Bilinear, ShortestEdge = 224 };

        Assert.Throws<InvalidModelException>(() => preprocessor.Apply(new RgbImage(100_000, 1, new byte[300_000])));
    }

    [Fact]
    public void WithResolution_ResizeLargerThanCrop_KeepsTheirRatio()
    {
        var half = (Parse(Clip) with { ShortestEdge = 256 }).WithResolution(112);

        Assert.Equal((128, (112, 112)), (half.ShortestEdge, half.Crop!.Value));
        Assert.Equal((96, 96), (Parse(Siglip).WithResolution(96).Height, Parse(Siglip).WithResolution(96).Width));
    }

    [Fact]
    public void WithResolution_NoResize_NamesTheSwitch() =>
        Assert.Equal("do_resize", Assert.Throws<InvalidModelException>(() => new ImagePreprocessor().WithResolution(112)).Field);

    /// <summary>One number is the shorter edge for CLIP and a square for ViT, as in files of before 2023.</summary>
    [Fact]
    public void Parse_OldFile_ReadsOneNumberAsItsClassDoes()
    {
        var clip = Parse("""{"feature_extractor_type": "CLIPFeatureExtractor", "size": 336, "crop_size": 336}""");

        Assert.Equal((336, (336, 336)), (clip.ShortestEdge, clip.Crop!.Value));
        Assert.Equal(ResamplingFilter.Bicubic, clip.Resampling);
        Assert.Equal((0, 224), (Parse(Vit).ShortestEdge, Parse(Vit).Height));
        Assert.Null(Parse(Vit).Crop);
    }

    [Theory]
    [InlineData("image_processor_type", "{}")]
    [InlineData("image_processor_type", """{"image_processor_type": "Qwen2VLImageProcessor"}""")]
    [InlineData("do_pad", """{"image_processor_type": "CLIPImageProcessor", "do_pad": true}""")]
    [InlineData("crop_pct", """{"image_processor_type": "ViTImageProcessor", "crop_pct": 0.9}""")]
    [InlineData("resample", """{"image_processor_type": "ViTImageProcessor", "resample": 6}""")]
    [InlineData("size.longest_edge", """{"image_processor_type": "CLIPImageProcessor", "size": {"longest_edge": 224}}""")]
    [InlineData("size.height", """{"image_processor_type": "ViTImageProcessor", "size": {"height": 0, "width": 224}}""")]
    [InlineData("size", """{"image_processor_type": "ViTImageProcessor", "size": 100000}""")]
    [InlineData("size", """{"image_processor_type": "ViTImageProcessor", "size": "224"}""")]
    [InlineData("image_mean", """{"image_processor_type": "ViTImageProcessor", "image_mean": [0.5]}""")]
    [InlineData("image_std", """{"image_processor_type": "ViTImageProcessor", "image_std": [0.5, 0, 0.5]}""")]
    [InlineData("rescale_factor", """{"image_processor_type": "ViTImageProcessor", "rescale_factor": "1/255"}""")]
    [InlineData("do_resize", """{"image_processor_type": "ViTImageProcessor", "do_resize": 1}""")]
    [InlineData("line 1", "{")]
    public void Parse_WrongOrUnsupported_NamesTheField(string field, string json) =>
        Assert.Equal(field, Assert.Throws<InvalidModelException>(() => Parse(json)).Field);

    [Fact]
    public void Load_FolderWithoutIt_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("does not exist", Assert.Throws<InvalidModelException>(() => ImagePreprocessor.Load(folder.Path)).Message);
        folder.Write("preprocessor_config.json", Siglip);

        Assert.Equal(224, ImagePreprocessor.Load(folder.Path).Width);
    }
}
