using HwAgent.Core.Integer;

namespace HwAgent.Core.Compression;

/// <summary>A model with a width for every row of its matrices: a decoder, or a vision-language pair.</summary>
public interface IMixedModel
{
    /// <summary>The rounded matrices; a tied head is there once.</summary>
    IReadOnlyDictionary<WeightMatrix, QuantisedLinear> Matrices { get; }
}
