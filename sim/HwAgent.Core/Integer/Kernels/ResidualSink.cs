using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>Requantised to int16, then added to the residual stream where it stands, saturated.</summary>
internal readonly unsafe struct ResidualSink(Epilogue epilogue, short* residual) : ISumSink
{
    public void Write(int* sums, int row, int output, int count)
    {
        var target = residual + (nint)row * epilogue.Outputs + output;
        var low = RequantisedSums.Eight(sums, epilogue, output, short.MinValue, short.MaxValue);
        var high = RequantisedSums.Eight(sums + 8, epilogue, output + 8, short.MinValue, short.MaxValue);
        var words = Vector256.Narrow(low, high);
        if (count == PanelLayout.Outputs) Vector256.AddSaturate(words, Vector256.Load(target)).Store(target);
        else for (var i = 0; i < count; i++) target[i] = (short)Math.Clamp(words[i] + target[i], short.MinValue, short.MaxValue);
    }
}
