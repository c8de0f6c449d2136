using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Compilation;

/// <summary>
/// Turns a mapping into the instruction stream. Blocks and chunks are walked back and forth (each loop reverses
/// on every other pass of the loop around it), so that of two neighbouring steps at least one operand is the same
/// and stays on chip. Loads run two steps ahead of the array; a finished block is stored behind the loads of the
/// second step after it, where the memory engine would have had to wait for the array anyway.
/// </summary>
public static class ScheduleWalk
{
    /// <summary>Emits one product, all its stores included, so that a following product may read the result.</summary>
    public static void Emit<TSink>(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping, in MemoryRegions regions, ref BufferHalves halves, ref TSink sink)
        where TSink : struct, IInstructionSink
    {
        var g = new BlockGeometry(hardware, task, mapping);
        var chunks = g.Chunks;
        var weightBases = WeightBases(g, hardware, regions.Weights);
        var window = new BlockWindow(g.RowBlocks, g.ColumnBlocks, mapping.Order);
        var blocks = window.Blocks;
        for (; window.Block < blocks; Advance(ref window, ref sink))
        {
            var block = window.Block;
            BlockPlace before = window.Before, here = window.Here, after = window.After;
            Step previous = block == 0 ? default : At(before, block - 1, chunks - 1), current = At(here, block, 0);
            // Full or ragged: what the steps of two blocks differ in.
            var depthKind = (g.RowsOf(here.RowBlock) == g.RowsOf(0) ? 0 : 1) + (g.ColumnTilesOf(here.ColumnBlock) == g.ColumnTilesOf(0) ? 0 : 2);
            for (var c = 0; c < chunks; c++)
            {
                // Steps 2 to chunks - 2 load both operands of a whole chunk and do nothing else.
                if (c >= 2 && c < chunks - 1 && sink.Skip(WalkLoop.Depth, depthKind, c - 2, chunks - 1 - c) is > 0 and var skipped)
                {
                    c += (int)skipped;
                    (previous, current) = (At(here, block, c - 1), At(here, block, c));
                    halves.Activation ^= (int)skipped & 1;
                    halves.Weight ^= (int)skipped & 1;
                }

                var isFirstStep = block == 0 && c == 0;
                var isLastChunk = c == chunks - 1;
                var isLastStep = isLastChunk && block == blocks - 1;
                var next = isLastStep ? default : isLastChunk ? At(after, block + 1, 0) : At(here, block, c + 1);
                var newActivation = isFirstStep || previous.RowBlock != current.RowBlock || previous.Chunk != current.Chunk;
                var newWeight = isFirstStep || previous.ColumnBlock != current.ColumnBlock || previous.Chunk != current.Chunk;
                if (newActivation)
                {
                    halves.Activation ^= 1;
                    sink.Add(new Instruction
                    {
                        Opcode = Opcode.Load, Kind = LoadKind.Activation, Half = halves.Activation, Rows = g.RowsOf(current.RowBlock),
                        Address = regions.Activations + (uint)((long)current.RowBlock * mapping.BlockRows * g.ActivationPitch) + (uint)(current.Chunk * (mapping.BlockDepth / hardware.BusBytes)),
                        RowBeats = g.ActivationRowBeats(current.Chunk), RowStride = g.ActivationPitch,
                    });
                }

                if (newWeight)
                {
                    halves.Weight ^= 1;
                    var beats = g.WeightWords(current.ColumnBlock, current.Chunk) * hardware.WeightWordBeats;
                    sink.Add(new Instruction
                    {
                        Opcode = Opcode.Load, Kind = LoadKind.Weight, Half = halves.Weight, Rows = 1, RowBeats = beats, RowStride = beats,
                        Address = weightBases.Of(current.ColumnBlock, current.Chunk),
                    });
                }

                // The block whose last chunk was two steps ago is stored now.
                if (chunks == 1)
                {
                    if (block >= 2) EmitStore(window.Before2, block - 2, halves.Output, regions, ref sink);
                }
                else if (c == 1 && block >= 1)
                {
                    EmitStore(before, block - 1, halves.Output, regions, ref sink);
                }

                var flags = MatmulOptions.None;
                if (c == 0) flags |= MatmulOptions.First;
                if (newActivation) flags |= MatmulOptions.WaitActivation;
                if (newWeight) flags |= MatmulOptions.WaitWeight;
                if (isLastStep || next.RowBlock != current.RowBlock || next.Chunk != current.Chunk) flags |= MatmulOptions.ReleaseActivation;
                if (isLastStep || next.ColumnBlock != current.ColumnBlock || next.Chunk != current.Chunk) flags |= MatmulOptions.ReleaseWeight;
                if (isLastChunk)
                {
                    flags |= MatmulOptions.Last;
                    if (task.Activate)
                    {
                        flags |= MatmulOptions.Activate;
                        if (block == 0)
                        {
                            flags |= MatmulOptions.WaitTable;
                            sink.Add(new Instruction { Opcode = Opcode.Load, Kind = LoadKind.Table, Address = regions.Table, Rows = 1, RowBeats = hardware.TableBeats, RowStride = hardware.TableBeats });
                        }

                        if (block == blocks - 1) flags |= MatmulOptions.ReleaseTable;
                    }

                    var newParameters = block == 0 || before.ColumnBlock != current.ColumnBlock;
                    if (newParameters)
                    {
                        flags |= MatmulOptions.WaitParameter;
                        halves.Parameter ^= 1;
                        var beats = g.ColumnTilesOf(current.ColumnBlock) * hardware.ParamTileBeats;
                        sink.Add(new Instruction
                        {
                            Opcode = Opcode.Load, Kind = LoadKind.Parameter, Half = halves.Parameter, Rows = 1, RowBeats = beats, RowStride = beats,
                            Address = regions.Parameters + (uint)(current.ColumnBlock * (mapping.BlockColumns / hardware.Columns) * hardware.ParamTileBeats),
                        });
                    }

                    if (block == blocks - 1 || after.ColumnBlock != current.ColumnBlock) flags |= MatmulOptions.ReleaseParameter;
                    if (task.Residual)
                    {
                        flags |= MatmulOptions.Residual;
                        sink.Add(Transfer(Opcode.Load, regions.Residual, here, OutputHalfOf(halves.Output, block)) with { Kind = LoadKind.Residual });
                    }
                }

                sink.Add(new Instruction
                {
                    Opcode = Opcode.Matmul, Flags = flags, Wide = g.IsWide, Rows = g.RowsOf(current.RowBlock), Steps = g.DepthOf(current.Chunk), WeightBits = task.WeightBits,
                    ActivationHalf = halves.Activation, WeightHalf = halves.Weight, ParameterHalf = halves.Parameter, OutputHalf = OutputHalfOf(halves.Output, block),
                    ActivationStride = g.ActivationStride(current.Chunk), WeightStride = hardware.IsOutputStationary ? g.WeightStride(current.Chunk) : 0,
                    DepthTiles = hardware.IsOutputStationary ? 0 : g.DepthTilesOf(current.Chunk), ColumnTiles = g.ColumnTilesOf(current.ColumnBlock),
                });
                previous = current;
                current = next;
            }
        }

        // Blocks that the loop has not stored: those whose last chunk was one of the last two steps.
        if (chunks == 1 && blocks >= 2) EmitStore(window.Before2, blocks - 2, halves.Output, regions, ref sink);
        EmitStore(window.Before, blocks - 1, halves.Output, regions, ref sink);
        halves.Output = (int)((halves.Output + blocks) & 1);

        Step At(BlockPlace place, long block, int chunkIndex) => new(place.RowBlock, place.ColumnBlock, (block & 1) == 1 ? chunks - 1 - chunkIndex : chunkIndex);

        static int OutputHalfOf(int first, long block) => (int)((first + block) & 1);

        void EmitStore(BlockPlace place, long block, int outputHalf, in MemoryRegions r, ref TSink target) =>
            target.Add(Transfer(Opcode.Store, r.Result, place, OutputHalfOf(outputHalf, block)));

        Instruction Transfer(Opcode opcode, uint region, BlockPlace at, int half) => new()
        {
            Opcode = opcode, Half = half, Rows = g.RowsOf(at.RowBlock), RowBeats = g.ColumnTilesOf(at.ColumnBlock) * g.OutputTileBeats, RowStride = g.OutputPitch, Wide = g.IsWide,
            Address = region + (uint)((long)at.RowBlock * mapping.BlockRows * g.OutputPitch) + (uint)(at.ColumnBlock * (mapping.BlockColumns / hardware.Columns) * g.OutputTileBeats),
        };
    }

    /// <summary>
    /// Goes to the next block, over the rounds that the sink leaves out. Passes and chunks run back and forth, so a round is two neighbours: every
    /// half of a double buffer is flipped an even number of times in it. The limits keep the ragged last block, and the blocks around it whose
    /// instructions it changes (stores come up to two blocks late), out of the rounds.
    /// </summary>
    private static void Advance<TSink>(ref BlockWindow window, ref TSink sink)
        where TSink : struct, IInstructionSink
    {
        window.Advance();
        long place = window.InnerPlace, pass = window.OuterPlace;
        if (place >= 3 && (place & 1) == 1 && place + 3 < window.Inner)
        {
            // The last pass may be ragged; and the direction in which a block runs through its chunks alternates.
            var kind = (pass == window.Outer - 1 ? 1 : 0) + (int)(window.Block & 1) * 2;
            window.SkipInner(2 * sink.Skip(WalkLoop.Inner, kind, (place - 3) / 2, (window.Inner - 2 - place) / 2));
        }
        else if (place == 0 && pass >= 2 && (pass & 1) == 0 && pass + 3 < window.Outer)
        {
            window.SkipOuter(2 * sink.Skip(WalkLoop.Outer, 0, (pass - 2) / 2, (window.Outer - 2 - pass) / 2));
        }
    }

    /// <summary>Where the packed weights of each chunk lie: blocks of columns outside, chunks inside.</summary>
    public static WeightLayout WeightBases(in BlockGeometry geometry, AcceleratorParameters hardware, uint start) => new(geometry, hardware.WeightWordBeats, start);

    private readonly record struct Step(int RowBlock, int ColumnBlock, int Chunk);
}
