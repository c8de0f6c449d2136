using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using HwAgent.Core.Models;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Tests.Safetensors;

public sealed class SafetensorsFileTests
{
    private const string TwoTensors = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}}""";

    [Fact]
    public void Read_WrittenFloats_AreTheSame()
    {
        Gen.Select(Gen.Float.Where(float.IsFinite).Array[0, 20], Gen.Float.Where(float.IsFinite).Array[1, 5000]).Sample((x, y) =>
        {
            var writer = new SafetensorsWriter();
            writer.AddFloats("first", x, x.Length);
            writer.AddFloats("second", y, 1, y.Length);
            using var file = SafetensorsFile.Parse(writer.ToArray(), "test");
            return file.Read("first").SequenceEqual(x) && file.Read("second").SequenceEqual(y) && file.Tensors["second"].Shape.SequenceEqual([1, y.Length]);
        }, iter: 200);
    }

    [Fact]
    public void Read_HalfPrecision_IsExact()
    {
        // The last values before, at and behind a step of 4096, which is what is converted at a time.
        var halves = Enumerable.Range(0, 4099).Select(i => (Half)(i * 0.25f - 300)).ToArray();
        var brains = Enumerable.Range(0, 4099).Select(i => (ushort)(0x3F00 + i)).ToArray();
        var writer = new SafetensorsWriter();
        writer.Add("half", "F16", MemoryMarshal.AsBytes<Half>(halves), halves.Length);
        writer.Add("brain", "BF16", MemoryMarshal.AsBytes<ushort>(brains), brains.Length);
        using var file = SafetensorsFile.Parse(writer.ToArray(), "test");

        Assert.Equal(halves.Select(value => (float)value), file.Read("half"));
        Assert.Equal(brains.Select(value => BitConverter.UInt32BitsToSingle((uint)value << 16)), file.Read("brain"));
    }

    [Fact]
    public void Open_FileOnDisk_ReadsTheSameAsFromMemory()
    {
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        float[] values = [.. Enumerable.Range(0, 10000).Select(i => i / 7f)];
        writer.AddFloats("x", values, 100, 100);
        writer.Write(folder.File("model.safetensors"));

        using var file = SafetensorsFile.Open(folder.File("model.safetensors"));
        Assert.Equal(values, file.Read("x"));
        Assert.Equal(["model.safetensors"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void ToArray_SameTensors_GiveTheDocumentedBytes()
    {
        var writer = new SafetensorsWriter();
        writer.AddFloats("a", [1f, -2f], 2);

        // 54 characters of JSON and two spaces; 1.0f is 3F800000, -2.0f C0000000.
        const string Header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  """;
        byte[] expected = [56, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Header), 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0];
        Assert.Equal(expected, writer.ToArray());
    }

    /// <summary>The file that the reference implementation's own test expects for these values (safetensors/src/tensor.rs, test_serialization).</summary>
    [Fact]
    public void ToArray_TensorOfTheReferenceTest_HasItsBytes()
    {
        float[] values = [0, 1, 2, 3, 4, 5];
        var writer = new SafetensorsWriter();
        writer.AddFloats("attn.0", values, 1, 2, 3);

        byte[] data = [0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64, 0, 0, 160, 64];
        byte[] expected = [64, 0, 0, 0, 0, 0, 0, 0, .. """{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}"""u8, .. data];
        Assert.Equal(expected, writer.ToArray());
        using var file = SafetensorsFile.Parse(expected, "reference");
        Assert.Equal(values, file.Read("attn.0"));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "b: its data begin at 4, the data before end at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "data: the tensors end at byte 8 of the data, which have 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "b: its data begin at 8, the data before end at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "a: data_offsets [0, 16] do not lie in the 12 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""", "a: 12 bytes are not those of shape [2] in F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}""", "a: data_offsets [12, 0] do not lie")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[-1,11]}}""", "a.data_offsets: holds something that is no count")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,99999999999999999999]}}""", "a.data_offsets: holds something that is no count")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0]}}""", "a.data_offsets: holds something that is no count")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12,12]}}""", "a.data_offsets: is not a pair of offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4,3],"data_offsets":[0,12]}}""", "a: 12 bytes are not those of shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,3],"data_offsets":[0,12]}}""", "a.shape: has more than 8 extents")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3.5],"data_offsets":[0,12]}}""", "a.shape: holds something that is no count")]
    [InlineData("""{"a":{"dtype":"F33","shape":[3],"data_offsets":[0,12]}}""", "a.dtype: is none of F64, F32")]
    [InlineData("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,12]}}""", "a: 12 bytes are not those of shape [3] in F4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3]}}""", "a: lacks dtype, shape or data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "one of them twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12],"x":1}}""", "has a field other than")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"a":{"dtype":"F32","shape":[0],"data_offsets":[12,12]}}""", "a: is given twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"\u0061":{"dtype":"F32","shape":[0],"data_offsets":[12,12]}}""", "a: is given twice")]
    [InlineData("""{"a\u001b[31m":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "a name holds control characters")]
    [InlineData("""{"a\ud800":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "has an escape that stands for no character")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}} {}""", "is not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}""", "is not valid JSON")]
    [InlineData("""[1]""", "header: is not a JSON object")]
    [InlineData("""{"__metadata__":{"format":1},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "__metadata__: is not an object of strings")]
    [InlineData("", "is not valid JSON")]
    public void Parse_MalformedHeader_NamesWhatIsWrong(string header, string expected)
    {
        var error = Assert.Throws<InvalidModelException>(() => SafetensorsFile.Parse(Raw(header, 12), "bad.safetensors"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("bad.safetensors: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "the file has 7 bytes")]
    [InlineData(100_000_001, "100000001 bytes are more than the 100000000")]
    [InlineData(-1, "18446744073709551615 bytes are more than")]
    [InlineData(99_999_999, "a header of 99999999 bytes does not fit a file of 20")]
    [InlineData(13, "a header of 13 bytes does not fit a file of 20")]
    public void Parse_HeaderLength_IsCheckedBeforeAnythingIsRead(long length, string expected)
    {
        var bytes = new byte[length == 0 ? 7 : 20];
        if (length != 0) BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => SafetensorsFile.Parse(bytes, "bad")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_BytesThatAreNoUtf8_AreRefused()
    {
        var bytes = Raw(TwoTensors, 12);
        bytes[8 + TwoTensors.IndexOf('a', StringComparison.Ordinal)] = 0xFF;
        Assert.Contains("header: is not valid UTF-8", Assert.Throws<InvalidModelException>(() => SafetensorsFile.Parse(bytes, "bad")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "b: value 0 is NaN, not a finite number")]
    [InlineData(float.NegativeInfinity, "b: value 0 is -Infinity, not a finite number")]
    public void Read_ValueThatIsNoNumber_IsNamed(float value, string expected)
    {
        var bytes = Raw(TwoTensors, 12);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 4), value);
        using var file = SafetensorsFile.Parse(bytes, "bad");

        Assert.Equal([0f, 0f], file.Read("a"));
        Assert.Contains(expected, Assert.Throws<InvalidModelException>(() => file.Read("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TypeThatIsNoFloat_IsListedAndRefused()
    {
        var writer = new SafetensorsWriter();
        writer.Add("ids", "I64", new byte[16], 2);
        using var file = SafetensorsFile.Parse(writer.ToArray(), "test");

        Assert.False(file.Tensors["ids"].IsReadable);
        Assert.Contains("ids: element type I64 is not supported", Assert.Throws<InvalidModelException>(() => file.Read("ids")).Message, StringComparison.Ordinal);
        Assert.Contains("nothing: there is no such tensor", Assert.Throws<InvalidModelException>(() => file.Read("nothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("does not exist", Assert.Throws<InvalidModelException>(() => SafetensorsFile.Open(folder.File("none.safetensors"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<InvalidModelException>(() => SafetensorsFile.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>A file with this header and so many zero bytes of data.</summary>
    private static byte[] Raw(string header, int data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }
}
