namespace HwAgent.Core.Integer.Kernels;

/// <summary>Runs a layer: brings the activations into the kernels' order, then hands out the panels.</summary>
internal static unsafe class LinearKernel
{
    public static void Multiply<TSink>(PackedPanels panels, KernelPath path, int inputs, int outputs, sbyte* activations, int rows, TSink sink, IntegerWorkers workers)
        where TSink : struct, ISumSink
    {
        switch (path)
        {
            case KernelPath.AvxVnni:
                Multiply<VnniDot, TSink>(panels, inputs, outputs, activations, rows, sink, workers);
                break;
            case KernelPath.Avx2:
                Multiply<Avx2Dot, TSink>(panels, inputs, outputs, activations, rows, sink, workers);
                break;
            default:
                Multiply<PortableDot, TSink>(panels, inputs, outputs, activations, rows, sink, workers);
                break;
        }
    }

    private static void Multiply<TDot, TSink>(PackedPanels panels, int inputs, int outputs, sbyte* activations, int rows, TSink sink, IntegerWorkers workers)
        where TDot : struct, IDotProduct
        where TSink : struct, ISumSink
    {
        lock (workers.Gate)
        {
            if (rows == 1)
            {
                var row = new ActivationTiles(activations, 1, inputs, (byte*)workers.Scratch.Reserve(ActivationTiles.Bytes(1, inputs)));
                row.Run(0, 1);
                var task = new RowTask<TDot, TSink>(panels, outputs, row.Tile(0), sink);
                workers.Run(ref task);
                return;
            }

            // Parts of about equal size, each of whole tiles.
            var parts = (rows + TileTask<TDot, TSink>.MaxRows - 1) / TileTask<TDot, TSink>.MaxRows;
            var partRows = ((rows + parts - 1) / parts + TileKernel.MaxRows - 1) / TileKernel.MaxRows * TileKernel.MaxRows;
            for (var first = 0; first < rows; first += partRows)
            {
                var count = Math.Min(partRows, rows - first);
                var tiles = new ActivationTiles(activations + (nint)first * inputs, count, inputs, (byte*)workers.Scratch.Reserve(ActivationTiles.Bytes(count, inputs)));
                workers.Run(ref tiles);
                var task = new TileTask<TDot, TSink>(panels, outputs, tiles, first, sink);
                workers.Run(ref task);
            }
        }
    }
}
