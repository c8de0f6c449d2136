namespace HwAgent.Core.Integer.Calibration;

/// <summary>How the clipping limit of a static activation scale is chosen from what was seen.</summary>
public enum CalibrationMethod
{
    /// <summary>The largest magnitude: nothing is clipped.</summary>
    MinMax,

    /// <summary>A quantile of the magnitudes.</summary>
    Percentile,

    /// <summary>The limit with the least mean squared error of rounding and clipping together.</summary>
    MeanSquaredError,
}
