using HwAgent.Core.Models;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Tests.Safetensors;

public sealed class SafetensorsFolderTests
{
    private const string One = "one.safetensors";
    private const string Two = "two.safetensors";

    [Fact]
    public void Open_Shards_ReadsEveryTensorFromItsOwn()
    {
        using var folder = Sharded("""{"metadata":{"total_size":12},"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"}}""");
        using var source = SafetensorsFolder.Open(folder.Path);

        Assert.Equal(["a", "b", "c"], source.Tensors.Keys);
        Assert.Equal([1f], source.Read("a"));
        Assert.Equal([2f], source.Read("b"));
        Assert.Equal([3f], source.Read("c"));
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"two.safetensors"}}""", "weight_map.b: is in two.safetensors, not in one.safetensors")]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors","d":"two.safetensors"}}""", "weight_map.d: is not in two.safetensors")]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}""", "weight_map: the shards hold 1 more tensors than it lists: c")]
    [InlineData("""{"weight_map":{"a":"third.safetensors"}}""", "the shard third.safetensors is missing")]
    [InlineData("""{"weight_map":{"a":"../one.safetensors"}}""", "is not the plain name")]
    [InlineData("""{"weight_map":{"a":"..\\one.safetensors"}}""", "is not the plain name")]
    [InlineData("""{"weight_map":{"a":"/etc/x.safetensors"}}""", "is not the plain name")]
    [InlineData("""{"weight_map":{"a":"C:x.safetensors"}}""", "is not the plain name")]
    [InlineData("""{"weight_map":{"a":"..safetensors"}}""", "is not the plain name")]
    [InlineData("""{"weight_map":{"a":"config.json"}}""", "is not the plain name")]
    [InlineData("""{"weight_map":{"a":"one.safetensors","a":"one.safetensors"}}""", "weight_map.a: is given twice")]
    [InlineData("""{"weight_map":{"a":"one.safetensors"},"weight_map":{}}""", "weight_map: is given twice")]
    [InlineData("""{"weight_map":{"a":1}}""", "weight_map.a: is not the name of a file")]
    [InlineData("""{"weight_map":{}}""", "weight_map: is missing or empty")]
    [InlineData("""{"weight_map":[]}""", "weight_map: is not an object")]
    [InlineData("""{}""", "weight_map: is missing or empty")]
    [InlineData("""[]""", "(document): is not a JSON object")]
    [InlineData("""{"weight_map":{"a":""", "is not valid JSON")]
    public void Open_IndexThatDoesNotFit_NamesWhatIsWrong(string index, string expected)
    {
        using var folder = Sharded(index);
        var error = Assert.Throws<InvalidModelException>(() => SafetensorsFolder.Open(folder.Path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(SafetensorsFolder.IndexName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TensorInTwoShards_IsRefused()
    {
        using var folder = Sharded("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"}}""");
        Shard(folder, One, ("a", 1), ("b", 2));

        var error = Assert.Throws<InvalidModelException>(() => SafetensorsFolder.Open(folder.Path));
        Assert.Contains("1 more tensors than it lists: b", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWithoutWeights_SaysWhatItLooksFor()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InvalidModelException>(() => SafetensorsFolder.Open(folder.Path));
        Assert.Contains("neither model.safetensors nor model.safetensors.index.json", error.Message, StringComparison.Ordinal);
    }

    private static TemporaryFolder Sharded(string index)
    {
        var folder = new TemporaryFolder();
        Shard(folder, One, ("a", 1));
        Shard(folder, Two, ("b", 2), ("c", 3));
        folder.Write(SafetensorsFolder.IndexName, index);
        return folder;
    }

    private static void Shard(TemporaryFolder folder, string name, params (string Tensor, float Value)[] tensors)
    {
        var writer = new SafetensorsWriter();
        foreach (var (tensor, value) in tensors) writer.AddFloats(tensor, [value], 1);
        writer.Write(folder.File(name));
    }
}
