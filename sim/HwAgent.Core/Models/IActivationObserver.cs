namespace HwAgent.Core.Models;

/// <summary>Sees the values of the float32 path as they come by: calibration, second-order statistics, pruning scores.</summary>
public interface IActivationObserver
{
    /// <summary>Called once a site and forward pass.</summary>
    /// <param name="site">Where.</param>
    /// <param name="rows">Rows x width, row-major; valid during the call only.</param>
    /// <param name="width">Channels.</param>
    /// <param name="visualRows">The first rows that stand for image tokens; the others are text.</param>
    void Observe(ActivationSite site, ReadOnlySpan<float> rows, int width, int visualRows);
}
