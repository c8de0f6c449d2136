namespace HwAgent.Core.Integer.Calibration;

/// <summary>How scales are chosen.</summary>
public sealed record CalibrationOptions
{
    public CalibrationMethod Method { get; init; } = CalibrationMethod.MeanSquaredError;

    /// <summary>Fraction of the magnitudes that <see cref="CalibrationMethod.Percentile"/> does not clip.</summary>
    public double Percentile { get; init; } = 0.9999;

    /// <summary>Room of the residual stream above its largest magnitude; it is never clipped by choice.</summary>
    public double ResidualRoom { get; init; } = 1.5;
}
