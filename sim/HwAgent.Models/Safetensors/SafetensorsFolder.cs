using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Safetensors;

/// <summary>The weights of a model folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> lists.</summary>
public sealed class SafetensorsFolder : ITensorSource
{
    public const string SingleName = "model.safetensors";
    public const string IndexName = "model.safetensors.index.json";

    private const int LongestIndex = 64 << 20;
    private const int NamesShown = 5;

    private readonly Dictionary<string, SafetensorsFile> _shards = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, string> _map;

    private SafetensorsFolder(string folder, OrderedDictionary<string, string> map)
    {
        Name = folder;
        _map = map;
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <summary>Opens the folder's weights.</summary>
    /// <exception cref="InvalidModelException">None there, a shard missing or malformed, or index and shards differ.</exception>
    public static ITensorSource Open(string folder)
    {
        var index = Path.Combine(folder, IndexName);
        if (File.Exists(index)) return OpenShards(folder, index);
        var single = Path.Combine(folder, SingleName);
        if (File.Exists(single)) return SafetensorsFile.Open(single);
        throw new InvalidModelException(folder, SingleName, $"there is neither {SingleName} nor {IndexName}", "convert other weights (pytorch_model.bin) with the safetensors library");
    }

    public float[] Read(string tensor) => _map.TryGetValue(tensor, out var shard)
        ? _shards[shard].Read(tensor)
        : throw new InvalidModelException(Name, tensor, "there is no such tensor", "list the tensors with hwagent inspect");

    public void Dispose()
    {
        foreach (var shard in _shards.Values) shard.Dispose();
    }

    private static SafetensorsFolder OpenShards(string folder, string index)
    {
        byte[] json;
        using (var file = new FileBytes(index))
        {
            if (file.Length > LongestIndex) throw new InvalidModelException(index, "(document)", $"has {file.Length} bytes; {LongestIndex} are allowed", "fetch the index again");
            json = new byte[file.Length];
            file.Read(0, json);
        }

        var result = new SafetensorsFolder(folder, SafetensorsIndex.Parse(json, index));
        try
        {
            result.OpenShards(index);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private void OpenShards(string index)
    {
        foreach (var shard in _map.Values.Distinct(StringComparer.Ordinal))
        {
            var path = Path.Combine(Name, shard);
            if (!File.Exists(path)) throw new InvalidModelException(index, "weight_map", $"the shard {shard} is missing", "fetch the missing file");
            _shards.Add(shard, SafetensorsFile.Open(path));
        }

        foreach (var (tensor, shard) in _map)
        {
            if (_shards[shard].Tensors.TryGetValue(tensor, out var info)) _tensors.Add(tensor, info);
            else
            {
                var other = _shards.FirstOrDefault(pair => pair.Value.Tensors.ContainsKey(tensor)).Key;
                throw new InvalidModelException(index, $"weight_map.{tensor}", other is null ? $"is not in {shard}" : $"is in {other}, not in {shard}", "fetch index and shards again, from one revision");
            }
        }

        var unlisted = _shards.SelectMany(pair => pair.Value.Tensors.Keys.Where(name => !_map.TryGetValue(name, out var home) || home != pair.Key)).ToList();
        if (unlisted.Count > 0)
        {
            throw new InvalidModelException(
                index, "weight_map", $"the shards hold {unlisted.Count} more tensors than it lists: {string.Join(", ", unlisted.Take(NamesShown))}{(unlisted.Count > NamesShown ? ", ..." : "")}",
                "fetch index and shards again, from one revision");
        }
    }
}
