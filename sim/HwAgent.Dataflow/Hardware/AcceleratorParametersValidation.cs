using HwAgent.Core.Diagnostics;

namespace HwAgent.Dataflow.Hardware;

/// <summary>The ranges that the RTL templates accept; a proposal outside them never reaches a tool.</summary>
public static class AcceleratorParametersValidation
{
    /// <summary>Every violated rule as a Diagnostic (tool <c>parameters</c>); empty when the parameters can be built.</summary>
    public static IReadOnlyList<Diagnostic> Validate(AcceleratorParameters p)
    {
        var found = new List<Diagnostic>();
        Range("rows", p.Rows, 4, 128);
        Range("columns", p.Columns, 2, 128);
        OneOf("bus_bits", p.BusBits, 64, 128);
        OneOf("max_weight_bits", p.MaxWeightBits, 2, 4, 8);
        OneOf("min_weight_bits", p.MinWeightBits, 2, 4, 8);
        Range("activation_words", p.ActivationWords, 2, 16384);
        Range("weight_words", p.WeightWords, 2, 16384);
        Range("accumulator_rows", p.AccumulatorRows, 4, 16384);
        Range("output_rows", p.OutputRows, 4, 16384);
        Range("parameter_tiles", p.ParameterTiles, 1, 255);
        if (found.Count > 0) return found;
        if (p.MinWeightBits > p.MaxWeightBits)
            Error("min_weight_bits", $"is {p.MinWeightBits}, above max_weight_bits = {p.MaxWeightBits}", "make it at most max_weight_bits");
        if (p.OutputRows < p.Rows && p.IsOutputStationary)
            Error("output_rows", $"is {p.OutputRows}, less than one tile of {p.Rows} rows", "make it at least rows");
        if (!p.IsOutputStationary && p.Rows % p.BusBytes != 0 && p.BusBytes % p.Rows != 0)
            Error("rows", $"is {p.Rows}; a weight-stationary array reads whole beats of {p.BusBytes} input channels", $"use a multiple or a power-of-two part of {p.BusBytes}");
        return found;

        void Range(string name, int value, int low, int high)
        {
            if (value < low || value > high) Error(name, $"is {value}", $"use a value from {low} to {high}");
        }

        void OneOf(string name, int value, params int[] allowed)
        {
            if (!allowed.Contains(value)) Error(name, $"is {value}", $"use one of {string.Join(", ", allowed)}");
        }

        void Error(string name, string what, string advice) =>
            found.Add(new Diagnostic("parameters", DiagnosticSeverity.Error, $"parameters.{name.Replace('_', '-')}", $"{name} {what}.") { Advice = advice });
    }
}
