using HwAgent.Core.Models;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Vision;

/// <summary>The tensors of another source under other names: releases of one model family differ in little else.</summary>
internal sealed class RenamedTensors : ITensorSource
{
    private readonly ITensorSource _source;
    private readonly OrderedDictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    /// <param name="source">Stays open; it belongs to whoever opened it.</param>
    /// <param name="rename">New name of a tensor.</param>
    /// <exception cref="InvalidModelException">Two tensors get one name: the file holds two layouts at once.</exception>
    public RenamedTensors(ITensorSource source, Func<string, string> rename)
    {
        _source = source;
        foreach (var info in source.Tensors.Values)
        {
            if (!_tensors.TryAdd(rename(info.Name), info))
                throw new InvalidModelException(source.Name, info.Name, $"is the second tensor for {rename(info.Name)}", "keep the names of one release of transformers");
        }
    }

    public string Name => _source.Name;

    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public float[] Read(string tensor) => _source.Read(_tensors[tensor].Name);

    public void Dispose()
    {
    }
}
