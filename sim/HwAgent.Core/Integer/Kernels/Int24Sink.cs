using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>Requantised to 24 bits, in 32: logits.</summary>
internal readonly unsafe struct Int24Sink(Epilogue epilogue, int* result) : ISumSink
{
    private const int Maximum = (1 << 23) - 1;

    public void Write(int* sums, int row, int output, int count)
    {
        var low = RequantisedSums.Eight(sums, epilogue, output, ~Maximum, Maximum);
        var high = RequantisedSums.Eight(sums + 8, epilogue, output + 8, ~Maximum, Maximum);
        var target = result + (nint)row * epilogue.Outputs + output;
        if (count == PanelLayout.Outputs)
        {
            low.Store(target);
            high.Store(target + 8);
            return;
        }

        for (var i = 0; i < count; i++) target[i] = i < 8 ? low[i] : high[i - 8];
    }
}
