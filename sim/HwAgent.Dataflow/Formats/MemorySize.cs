namespace HwAgent.Dataflow.Formats;

/// <summary>Sizes of memories as people write them.</summary>
public static class MemorySize
{
    /// <summary>Bits of a text such as <c>256KiB</c>, <c>2B</c> or <c>12b</c>; null when it is none.</summary>
    public static long? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Quantity.SizeOf(text);
    }
}
