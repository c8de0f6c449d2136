namespace HwAgent.Core.Integer.Kernels;

/// <summary>The sums themselves.</summary>
internal readonly unsafe struct SumSink(int* result, int outputs) : ISumSink
{
    public void Write(int* sums, int row, int output, int count) =>
        new Span<int>(sums, count).CopyTo(new Span<int>(result + (nint)row * outputs + output, count));
}
