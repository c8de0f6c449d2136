using System.Runtime.InteropServices;
using HwAgent.Core.Models;
using HwAgent.Models.Gguf;

namespace HwAgent.Models.Tests.Gguf;

public sealed class GgufFileTests
{
    [Fact]
    public void Parse_Tensors_KeepOrderShapeAndValues()
    {
        float[] first = [1.5f, -2, 3, 4, 5, 6];
        Half[] second = [(Half)0.5f, (Half)(-1f)];
        using var file = GgufFile.Parse(
            new GgufWriter().Add("general.architecture", "llama")
                .AddTensor("first", 0, MemoryMarshal.AsBytes<float>(first).ToArray(), 3, 2)
                .AddTensor("second", 1, MemoryMarshal.AsBytes<Half>(second).ToArray(), 2)
                .AddTensor("third", 30, [0x80, 0x3F], 1)
                .AddTensor("scalar", 0, [0, 0, 0, 0x40]).ToArray(), "test");

        Assert.Equal(["first", "second", "third", "scalar"], file.Tensors.Keys);
        Assert.Equal([2L, 3L], file.Tensors["first"].Shape);
        Assert.Equal(first, file.Read("first"));
        Assert.Equal([0.5f, -1f], file.Read("second"));
        Assert.Equal([1f], file.Read("third"));
        Assert.Equal([2f], file.Read("scalar"));
        Assert.All(file.Tensors.Values, tensor => Assert.Equal(0, tensor.Offset % 32));
    }

    /// <summary>Scale 0.5 (0x3800) times the signed bytes -128, -127, ..., -97.</summary>
    [Fact]
    public void Read_Q8_IsScaleTimesSignedByte()
    {
        byte[] block = [0x00, 0x38, .. Enumerable.Range(0, 32).Select(i => (byte)(128 + i))];
        using var file = GgufFile.Parse(new GgufWriter().AddTensor("x", 8, [.. block, .. block], 32, 2).ToArray(), "test");

        var row = Enumerable.Range(0, 32).Select(i => 0.5f * (i - 128)).ToArray();
        Assert.Equal([.. row, .. row], file.Read("x"));
    }

    /// <summary>Scale 2 (0x4000); byte i holds i in the low half (value i) and 15 - i in the high half (value i + 16), each less 8.</summary>
    [Fact]
    public void Read_Q4_IsScaleTimesHalfByteLess8()
    {
        byte[] block = [0x00, 0x40, .. Enumerable.Range(0, 16).Select(i => (byte)(i | (15 - i) << 4))];
        using var file = GgufFile.Parse(new GgufWriter().AddTensor("x", 2, block, 32).ToArray(), "test");

        Assert.Equal([.. Enumerable.Range(0, 16).Select(i => 2f * (i - 8)), .. Enumerable.Range(0, 16).Select(i => 2f * (7 - i))], file.Read("x"));
    }

    [Fact]
    public void Read_ScaleThatIsNoNumber_IsNamed()
    {
        using var file = GgufFile.Parse(new GgufWriter().AddTensor("x", 8, [0x00, 0x7C, .. new byte[31], 1], 32).ToArray(), "test");
        Assert.Contains("x: value 0 is NaN", Assert.Throws<InvalidModelException>(() => file.Read("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TypeThatIsNotDecoded_IsListedAndRefused()
    {
        using var file = GgufFile.Parse(new GgufWriter().AddTensor("x", 12, new byte[144], 256).ToArray(), "test");
        Assert.Equal("Q4_K", file.Tensors["x"].Type);
        Assert.Contains("element type Q4_K is not supported", Assert.Throws<InvalidModelException>(() => file.Read("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OtherAlignment_IsKept()
    {
        using var file = GgufFile.Parse(
            new GgufWriter { Alignment = 64, Version = 2 }.Add("general.alignment", 64u).AddTensor("a", 0, [0, 0, 0x80, 0x3F], 1).AddTensor("b", 0, [0, 0, 0, 0x40], 1).ToArray(), "test");
        Assert.Equal([2f], file.Read("b"));
        Assert.Equal(2, file.Version);
    }

    [Fact]
    public void Metadata_Values_AreReadByType()
    {
        using var file = GgufFile.Parse(
            new GgufWriter().Add("number", 7u).Add("real", 0.25f).Add("flag", true).Add("text", "caf\u00e9").Add("texts", "a", "", "bc").AddRaw("small", 1, writer => writer.Write((sbyte)-5))
                .AddList("floats", 6, 2, writer => { writer.Write(1f); writer.Write(2f); }).AddRaw("long", 10, writer => writer.Write(ulong.MaxValue)).ToArray(), "test");
        var metadata = file.Metadata;

        Assert.Equal(7, metadata.WholeNumber("number"));
        Assert.Equal(-5, metadata.WholeNumber("small"));
        Assert.Equal(0.25, metadata.Number("real"));
        Assert.True(metadata.Boolean("flag"));
        Assert.Equal("caf\u00e9", metadata.Text("text"));
        Assert.Equal(["a", "", "bc"], metadata.Texts("texts")!);
        Assert.Equal([1f, 2f], metadata.Floats("floats")!);
        Assert.Null(metadata.WholeNumber("absent"));
        Assert.Null(metadata.Texts("absent"));
        foreach (var (act, expected) in ((Action, string)[])
            [
                (() => metadata.Text("absent"), "absent: is missing"), (() => metadata.Text("number"), "number: is not a text"), (() => metadata.WholeNumber("real"), "real: is not an integer"),
                (() => metadata.WholeNumber("texts"), "texts: is not an integer"), (() => metadata.WholeNumber("long"), "long: is larger than any size"), (() => metadata.Number("number"), "number: is not a number"),
                (() => metadata.Boolean("number"), "number: is not true or false"), (() => metadata.Floats("texts"), "texts: is not a list of float32"), (() => metadata.Texts("text"), "text: is not a list of texts"),
            ])
            Assert.Contains(expected, Assert.Throws<InvalidModelException>(act).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Malformed()
    {
        byte[] value = [0, 0, 0x80, 0x3F];
        var right = new GgufWriter().Add("a", 1u).AddTensor("x", 0, value, 1).ToArray();
        return new TheoryData<string, byte[]>
        {
            { "magic: the file does not begin with GGUF", [(byte)'G', (byte)'G', (byte)'M', (byte)'L', .. right[4..]] },
            { "magic: the file ends here", right[..3] },
            { "version: 1 is not supported", new GgufWriter { Version = 1 }.ToArray() },
            { "version: 4 is not supported", new GgufWriter { Version = 4 }.ToArray() },
            { "version: the file is big-endian", new GgufWriter { Version = 3 << 24 }.ToArray() },
            { "tensor_count: 9223372036854775807 tensors do not fit", new GgufWriter { TensorCount = long.MaxValue }.ToArray() },
            { "tensor_count: 18446744073709551615 tensors do not fit", new GgufWriter { TensorCount = ulong.MaxValue }.ToArray() },
            { "metadata_kv_count: 18446744073709551615 pairs cannot", new GgufWriter { PairCount = ulong.MaxValue }.ToArray() },
            { "metadata_kv_count: 900 pairs cannot", new GgufWriter { PairCount = 900 }.ToArray() },
            { "x: has the unknown element type 77", new GgufWriter().AddTensor("x", 77, value, 1).ToArray() },
            { "x: has 5 dimensions", new GgufWriter().AddTensor("x", 0, value, 1, 1, 1, 1, 1).ToArray() },
            { "x: has an extent of 0", new GgufWriter().AddTensor("x", 0, value, 0).ToArray() },
            { "x: has an extent of 18446744073709551615", new GgufWriter().AddTensor("x", 0, value, ulong.MaxValue).ToArray() },
            { "x: has more values than can be counted", new GgufWriter().AddTensor("x", 0, value, 1UL << 40, 1UL << 40).ToArray() },
            { "x: its 4611686018427387904 bytes at 0 do not lie in the file", new GgufWriter().AddTensor("x", 0, value, 1UL << 60).ToArray() },
            { "x: its 256 bytes at 64 do not lie in the file, which has 300", new GgufWriter().AddTensor("x", 0, new byte[256], 64).ToArray()[..300] },
            { "x: rows of 33 values are no whole blocks of Q8_0", new GgufWriter().AddTensor("x", 8, new byte[36], 33).ToArray() },
            { "x: is given twice", new GgufWriter().AddTensor("x", 0, value, 1).AddTensor("x", 0, value, 1).ToArray() },
            { "y: its data begin at 64, the data before end at 32", new GgufWriter { OffsetShift = 32 }.AddTensor("x", 0, value, 1).AddTensor("y", 0, value, 1).ToArray() },
            { "y: its data begin at 0, the data before end at 32", new GgufWriter { OffsetShift = -32 }.AddTensor("x", 0, value, 1).AddTensor("y", 0, value, 1).ToArray() },
            { "a: is given twice", new GgufWriter().Add("a", 1u).Add("a", 1u).ToArray() },
            { "a: has a value of the unknown type 13", new GgufWriter().AddRaw("a", 13, writer => writer.Write(0L)).ToArray() },
            { "a: is a list of lists", new GgufWriter().AddList("a", 9, 0, _ => { }).ToArray() },
            { "a: a list of 9223372036854775807 elements does not fit", new GgufWriter().AddList("a", 0, long.MaxValue, _ => { }).ToArray() },
            { "a: a list of 3 elements does not fit", new GgufWriter().AddList("a", 8, 3, writer => writer.Write(0L)).ToArray() },
            { "metadata key: a name of 600 bytes; 512 are allowed", new GgufWriter().Add(new string('k', 600), 1u).ToArray() },
            { "metadata key: a name holds control characters", new GgufWriter().Add("a\u001b[2J", 1u).ToArray() },
            { "general.alignment: 33 is not a power of two", new GgufWriter().Add("general.alignment", 33u).ToArray() },
            { "general.alignment: 0 is not a power of two", new GgufWriter().Add("general.alignment", 0u).ToArray() },
        };
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Parse_MalformedFile_NamesWhatIsWrong(string expected, byte[] bytes)
    {
        var error = Assert.Throws<InvalidModelException>(() => GgufFile.Parse(bytes, "bad.gguf"));
        Assert.StartsWith("bad.gguf: " + expected, error.Message, StringComparison.Ordinal);
    }
}
