using System.Text.Json.Serialization;

namespace HwAgent.Models.Tensors;

/// <summary>What a model file says about one tensor.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Type">Element type as the format names it: F32, F16, BF16, Q8_0, Q4_K, I64 and so on.</param>
/// <param name="Shape">Extents, the slowest first; empty for a single number.</param>
/// <param name="Offset">Of its first byte, from where the format counts: the start of the data, behind the header.</param>
/// <param name="Bytes">Its size in the file.</param>
public sealed record TensorInfo(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Bytes)
{
    /// <summary>Numbers in it.</summary>
    public long Elements => Shape.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>True when its values can be read; the others can only be listed.</summary>
    public bool IsReadable => TensorValues.IsReadable(Type);

    /// <summary>Shape as text: <c>512 x 64</c>.</summary>
    [JsonIgnore]
    public string ShapeText => Shape.Count == 0 ? "1" : string.Join(" x ", Shape);
}
