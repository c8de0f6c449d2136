using HwAgent.Core.Models;

namespace HwAgent.Models.Tensors;

/// <summary>Named tensors of a model: safetensors, one file or sharded, or GGUF. Everything about layout has been checked when one exists.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>File or folder, for messages.</summary>
    string Name { get; }

    /// <summary>By name. The order of <see cref="IReadOnlyDictionary{TKey,TValue}.Values"/> is that of the file.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>The values of a tensor as float32, the last axis fastest.</summary>
    /// <exception cref="InvalidModelException">No such tensor, an element type that cannot be read, more values than an array holds, or a value that is no finite number.</exception>
    float[] Read(string tensor);
}
