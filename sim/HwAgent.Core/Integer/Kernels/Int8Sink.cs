using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>Requantised to int8.</summary>
internal readonly unsafe struct Int8Sink(Epilogue epilogue, sbyte* result) : ISumSink
{
    public void Write(int* sums, int row, int output, int count)
    {
        var low = RequantisedSums.Eight(sums, epilogue, output, sbyte.MinValue, sbyte.MaxValue);
        var high = RequantisedSums.Eight(sums + 8, epilogue, output + 8, sbyte.MinValue, sbyte.MaxValue);
        var words = Vector256.Narrow(low, high);
        var bytes = Vector128.Narrow(words.GetLower(), words.GetUpper());
        var target = result + (nint)row * epilogue.Outputs + output;
        if (count == PanelLayout.Outputs) bytes.Store(target);
        else for (var i = 0; i < count; i++) target[i] = bytes[i];
    }
}
