using HwAgent.Core.Models;

namespace HwAgent.Core.Tests.Compression;

/// <summary>Keeps every row seen at one place.</summary>
internal sealed class RowRecorder(ActivationSite wanted) : IActivationObserver
{
    public List<float[]> Rows { get; } = [];

    public void Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows)
    {
        if (site != wanted) return;
        for (var start = 0; start < rows.Length; start += width) Rows.Add(rows.Slice(start, width).ToArray());
    }
}
