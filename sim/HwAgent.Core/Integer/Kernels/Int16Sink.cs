using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>Requantised to int16.</summary>
internal readonly unsafe struct Int16Sink(Epilogue epilogue, short* result) : ISumSink
{
    public void Write(int* sums, int row, int output, int count)
    {
        var low = RequantisedSums.Eight(sums, epilogue, output, short.MinValue, short.MaxValue);
        var high = RequantisedSums.Eight(sums + 8, epilogue, output + 8, short.MinValue, short.MaxValue);
        var words = Vector256.Narrow(low, high);
        var target = result + (nint)row * epilogue.Outputs + output;
        if (count == PanelLayout.Outputs) words.Store(target);
        else for (var i = 0; i < count; i++) target[i] = words[i];
    }
}
