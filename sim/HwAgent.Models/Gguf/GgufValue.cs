namespace HwAgent.Models.Gguf;

/// <summary>Where a metadata value lies in the file. Values are decoded when they are asked for: a vocabulary is larger in memory than on disk.</summary>
/// <param name="Type">Of the value, or of the elements of a list.</param>
/// <param name="Count">Elements of a list; null for a single value.</param>
/// <param name="Offset">Of the first element.</param>
internal readonly record struct GgufValue(GgufValueType Type, long? Count, long Offset);
