using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Safetensors;

/// <summary>One <c>*.safetensors</c> file.</summary>
public sealed class SafetensorsFile : ITensorSource
{
    private readonly IByteSource _file;
    private readonly OrderedDictionary<string, TensorInfo> _tensors;
    private readonly long _dataStart;

    private SafetensorsFile(IByteSource file)
    {
        _file = file;
        (_tensors, _dataStart) = SafetensorsHeader.Read(file);
    }

    public string Name => _file.Name;

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <exception cref="InvalidModelException">The file is missing or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = new FileBytes(path);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The same over bytes in memory.</summary>
    /// <exception cref="InvalidModelException">They are malformed.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes, string name) => new(new MemoryBytes(bytes, name));

    public float[] Read(string tensor) => _tensors.TryGetValue(tensor, out var info)
        ? TensorValues.Read(_file, _dataStart, info)
        : throw new InvalidModelException(Name, tensor, "there is no such tensor", "list the tensors with hwagent inspect");

    /// <summary>The bytes of a tensor as they lie in the file: packed integers.</summary>
    /// <exception cref="InvalidModelException">No such tensor, or more bytes than an array holds.</exception>
    public byte[] ReadBytes(string tensor)
    {
        if (!_tensors.TryGetValue(tensor, out var info)) throw new InvalidModelException(Name, tensor, "there is no such tensor", "list the tensors with hwagent inspect");
        if (info.Bytes > Array.MaxLength) throw new InvalidModelException(Name, tensor, $"has {info.Bytes} bytes, more than one array holds", $"give a model whose tensors have at most {Array.MaxLength} bytes");
        var bytes = new byte[info.Bytes];
        _file.Read(_dataStart + info.Offset, bytes);
        return bytes;
    }

    public void Dispose() => _file.Dispose();
}
