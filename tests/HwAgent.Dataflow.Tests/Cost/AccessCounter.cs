using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Dataflow.Tests.Cost;

/// <summary>
/// Counts the accesses of every memory by going through the instruction list tile by tile and step by step, with the read and write
/// enables as the RTL forms them. The oracle of the closed forms: slow, and nothing in common with them but the instructions.
/// </summary>
internal sealed class AccessCounter(AcceleratorParameters p)
{
    private readonly int _picks = p.ActivationPicks;

    public long ActivationBytes { get; private set; }

    public long WeightBytes { get; private set; }

    public long AccumulatorBytes { get; private set; }

    public long OutputBytes { get; private set; }

    public long ParameterBytes { get; private set; }

    public long TableBytes { get; private set; }

    public long BusyCycles { get; private set; }

    public long ControllerCycles { get; private set; }

    public long Tiles { get; private set; }

    public long Beats { get; private set; }

    public long LaneRows { get; private set; }

    public long PartialRows { get; private set; }

    public void Add(Instruction i)
    {
        if (i.Opcode == Opcode.Matmul) AddMatmul(i);
        else if (i.Opcode is Opcode.Load or Opcode.Store) AddTransfer(i);
    }

    private void AddTransfer(Instruction i)
    {
        for (var row = 0; row < i.Rows; row++)
        {
            for (var beat = 0; beat < i.RowBeats; beat++)
            {
                Beats++;
                if (i.Opcode == Opcode.Store) OutputBytes += p.Columns * p.OutBits / 8;
                else if (i.Kind == LoadKind.Activation) ActivationBytes += p.BusBytes;
                else if (i.Kind == LoadKind.Weight) WeightBytes += p.BusBytes;
                else if (i.Kind == LoadKind.Parameter) ParameterBytes += p.BusBytes;
                else if (i.Kind == LoadKind.Residual) OutputBytes += p.BusBytes;
                else TableBytes += p.BusBytes * p.Columns;
            }
        }
    }

    private void AddMatmul(Instruction i)
    {
        ControllerCycles++;
        if (p.IsOutputStationary) AddOutputStationary(i);
        else AddWeightStationary(i);
    }

    private void AddOutputStationary(Instruction i)
    {
        for (var column = 0; column < i.ColumnTiles; column++)
        {
            for (var row = 0; row < i.Rows; row += p.Rows)
            {
                Tiles++;
                ControllerCycles += Math.Max(4, Math.Max(p.Rows, i.Steps));
                for (var step = 0; step < i.Steps; step++)
                {
                    BusyCycles++;
                    if (step % _picks == 0) ActivationBytes += p.ActivationBanks * p.BusBytes;
                    if (step % p.StepsPerWord(i.WeightBits) == 0) WeightBytes += p.WeightWordBeats * p.BusBytes;
                }

                for (var r = row; r < Math.Min(i.Rows, row + p.Rows); r++) Leave(i, i.Flags.HasFlag(MatmulOptions.First), i.Flags.HasFlag(MatmulOptions.Last));
            }
        }
    }

    private void AddWeightStationary(Instruction i)
    {
        ControllerCycles += p.Rows;
        var pick = 0;
        for (var column = 0; column < i.ColumnTiles; column++)
        {
            for (var depth = 0; depth < i.DepthTiles; depth++)
            {
                Tiles++;
                ControllerCycles += Math.Max(4, Math.Max(p.Rows, i.Rows));
                for (var r = 0; r < p.Rows; r++)
                {
                    if (pick == 0) WeightBytes += p.WeightWordBeats * p.BusBytes;
                    pick = (pick + 1) % p.StepsPerWord(i.WeightBits);
                }

                for (var row = 0; row < i.Rows; row++)
                {
                    BusyCycles++;
                    ActivationBytes += p.ActivationBanks * p.BusBytes;
                    Leave(i, i.Flags.HasFlag(MatmulOptions.First) && depth == 0, i.Flags.HasFlag(MatmulOptions.Last) && depth == i.DepthTiles - 1);
                }
            }
        }
    }

    /// <summary>One row of sums in every lane.</summary>
    private void Leave(Instruction i, bool first, bool last)
    {
        if (!first) AccumulatorBytes += 4L * p.Columns;
        if (!last)
        {
            PartialRows++;
            AccumulatorBytes += 4L * p.Columns;
            return;
        }

        LaneRows++;
        ParameterBytes += 8L * p.Columns;
        OutputBytes += p.Columns * p.OutBits / 8 * (i.Flags.HasFlag(MatmulOptions.Residual) ? 2 : 1);
        if (i.Flags.HasFlag(MatmulOptions.Activate)) TableBytes += p.Columns * p.BusBytes;
    }
}
