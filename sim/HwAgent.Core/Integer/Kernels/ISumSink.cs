namespace HwAgent.Core.Integer.Kernels;

/// <summary>What becomes of finished sums. A structure of addresses, so that the kernels call it without indirection.</summary>
internal unsafe interface ISumSink
{
    /// <summary>Takes the sums of one row and panel.</summary>
    /// <param name="sums">16 sums.</param>
    /// <param name="row">Row of the result.</param>
    /// <param name="output">First output, a multiple of 16.</param>
    /// <param name="count">Outputs that exist, 16 except in the last panel.</param>
    void Write(int* sums, int row, int output, int count);
}
