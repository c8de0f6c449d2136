using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Cost;

/// <summary>
/// Energy of one execution, split into what does not depend on the size of the memories (picojoules) and the bytes that go through each
/// memory. It counts what the RTL does, ragged edges included: an element of the array that has no work of its own still switches.
/// </summary>
internal readonly record struct EnergyCounts
{
    public double MacPicojoules { get; private init; }

    public double RegisterPicojoules { get; private init; }

    public double LanePicojoules { get; private init; }

    public double DramPicojoules { get; private init; }

    public double ActivationBytes { get; private init; }

    public double WeightBytes { get; private init; }

    public double AccumulatorBytes { get; private init; }

    public double OutputBytes { get; private init; }

    public double ParameterBytes { get; private init; }

    public double TableBytes { get; private init; }

    public static EnergyCounts Of(AcceleratorParameters p, GemmTask task, in WalkTotals w, TechnologyNode t)
    {
        double rows = p.Rows, columns = p.Columns, elements = rows * columns;
        double weightBytes = p.MaxWeightBits / 8.0, sumBytes = p.SumBits / 8.0, outBytes = p.OutBits / 8.0;
        double beatBytes = p.BusBytes, wordBytes = p.WeightWordBeats * beatBytes, finished = (double)w.FinishedRows * columns;

        // Registers, each value written once and read once. Skew (hwa_skew): row i of the activations passes i + 1 registers, column i of the weights too.
        var activationSkew = rows * (rows + 1) / 2;
        var weightSkew = columns * (columns + 1) / 2 * weightBytes;
        double stepBytes, tileBytes;
        if (p.IsOutputStationary)
        {
            // hwa_pe_os, a step: activation and weight pass on, the 32-bit sum is read and written.
            stepBytes = elements * (2 * 1 + 2 * weightBytes + 2 * 4) + 2 * (activationSkew + weightSkew);
            // A tile: every sum moves to its shadow register; the shadow of row r then shifts r times (shift_en_q) on the way down.
            tileBytes = columns * (rows * 4 + rows * (rows - 1) / 2 * 2 * 4);
        }
        else
        {
            // hwa_pe_ws, a step: the activation passes on, the weight is read, the sum from above is read and the new one written.
            stepBytes = elements * (2 * 1 + weightBytes + 2 * sumBytes) + 2 * activationSkew;
            // A tile: Rows weight rows pass the skew, run down a chain in which row r shifts Rows - r times, and are swapped in.
            tileBytes = rows * 2 * weightSkew + columns * (rows * (rows + 1) / 2 * 2 + rows * 2) * weightBytes;
        }

        // A 32 x 16 bit multiplication switches as many cells as eight 8 x 8 ones (hwa_requantiser).
        var requantise = 8 * (t.MacInt8Picojoules - t.AddInt32Picojoules);
        // One add a partial or complete sum, then bias, rounding and, where there is one, the residual.
        var adds = (double)(w.PartialRows + w.FinishedRows) * columns + finished * (task.Residual ? 3 : 2);
        return new EnergyCounts
        {
            // Narrow weights are sign-extended in front of the array: its multipliers are as wide as the widest weight.
            MacPicojoules = w.BusyCycles * elements * t.MacPicojoules(p.MaxWeightBits),
            RegisterPicojoules = (w.BusyCycles * stepBytes + w.ArrayTiles * tileBytes) * t.RegisterPicojoulesPerByte,
            LanePicojoules = adds * t.AddInt32Picojoules + finished * requantise,
            DramPicojoules = (double)(w.LoadBeats + w.StoreBeats) * beatBytes * t.DramPicojoulesPerByte,
            // A beat loaded is one word of one bank; a read fetches a word from every bank, once in BusBytes steps for an output-stationary array.
            ActivationBytes = w.ActivationBeats * beatBytes + w.ActivationReads * (double)p.ActivationBanks * beatBytes,
            WeightBytes = w.WeightBeats * beatBytes + w.WeightReads * wordBytes,
            // Partial sums are written by all chunks but the last and read by all but the first.
            AccumulatorBytes = 2.0 * w.PartialRows * columns * 4,
            // Every result is written; a residual is written by the load and read by the lane; a store reads every lane for every beat it takes out.
            OutputBytes = finished * outBytes + w.StoreBeats * columns * outBytes + (task.Residual ? w.ResidualBeats * beatBytes + finished * outBytes : 0),
            ParameterBytes = w.ParameterBeats * beatBytes + finished * 8,
            // Every lane has a copy of the table; a look-up reads a whole beat.
            TableBytes = task.Activate ? w.TableBeats * beatBytes * columns + finished * beatBytes : 0,
        };
    }

    public double At(in SramRates r) => MacPicojoules + RegisterPicojoules + LanePicojoules + DramPicojoules
        + ActivationBytes * r.Activation + WeightBytes * r.Weight + AccumulatorBytes * r.Accumulator + OutputBytes * r.Output + ParameterBytes * r.Parameter + TableBytes * r.Table;

    public IReadOnlyDictionary<string, double> ByPart(in SramRates r) => new SortedDictionary<string, double>(StringComparer.Ordinal)
    {
        ["mac"] = MacPicojoules,
        ["register"] = RegisterPicojoules,
        ["lane"] = LanePicojoules,
        ["activation_buffer"] = ActivationBytes * r.Activation,
        ["weight_buffer"] = WeightBytes * r.Weight,
        ["accumulator"] = AccumulatorBytes * r.Accumulator,
        ["output_buffer"] = OutputBytes * r.Output,
        ["parameter_memory"] = ParameterBytes * r.Parameter,
        ["activation_table"] = TableBytes * r.Table,
        ["dram"] = DramPicojoules,
    };
}
