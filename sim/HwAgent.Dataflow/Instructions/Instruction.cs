namespace HwAgent.Dataflow.Instructions;

/// <summary>One 128-bit instruction of the accelerator, decoded. Fields that an operation does not use are 0. Encoding: hw-templates/ISA.md.</summary>
public readonly record struct Instruction
{
    public Opcode Opcode { get; init; }

    public LoadKind Kind { get; init; }

    /// <summary>Half of the destination or source buffer of a LOAD or STORE.</summary>
    public int Half { get; init; }

    /// <summary>First beat of a LOAD or STORE.</summary>
    public uint Address { get; init; }

    /// <summary>Rows of a LOAD or STORE, activation rows of a MATMUL.</summary>
    public int Rows { get; init; }

    /// <summary>Beats of each row of a LOAD or STORE.</summary>
    public int RowBeats { get; init; }

    /// <summary>Beats from one row to the next of a LOAD or STORE.</summary>
    public int RowStride { get; init; }

    /// <summary>16-bit results (MATMUL, STORE).</summary>
    public bool Wide { get; init; }

    public MatmulOptions Flags { get; init; }

    public int ActivationHalf { get; init; }

    public int WeightHalf { get; init; }

    public int OutputHalf { get; init; }

    public int ParameterHalf { get; init; }

    /// <summary>8, 4 or 2 (MATMUL).</summary>
    public int WeightBits { get; init; }

    /// <summary>Input channels of the chunk (MATMUL).</summary>
    public int Steps { get; init; }

    /// <summary>Words from one row tile (output-stationary) or row (weight-stationary) of activations to the next.</summary>
    public int ActivationStride { get; init; }

    /// <summary>Words from one column tile of weights to the next (output-stationary).</summary>
    public int WeightStride { get; init; }

    /// <summary>Tiles of input channels in the chunk (weight-stationary).</summary>
    public int DepthTiles { get; init; }

    /// <summary>Column tiles of the block (MATMUL).</summary>
    public int ColumnTiles { get; init; }

    /// <summary>The 128 bits as they stand in program.hex.</summary>
    public UInt128 Encode()
    {
        var word = (UInt128)(uint)Opcode;
        switch (Opcode)
        {
            case Opcode.Load or Opcode.Store:
                word |= Field((uint)Kind, 4, 3) | Field((uint)Half, 7, 1) | Field(Address, 8, 32) | Field((uint)Rows, 40, 16)
                    | Field((uint)RowBeats, 56, 16) | Field((uint)RowStride, 72, 24) | Field(Wide ? 1u : 0, 96, 1);
                break;
            case Opcode.Matmul:
                word |= Field((uint)Flags & 0x3FF, 8, 10) | Field((uint)ActivationHalf, 18, 1) | Field((uint)WeightHalf, 19, 1) | Field((uint)OutputHalf, 20, 1)
                    | Field((uint)ParameterHalf, 21, 1) | Field(WeightBits switch { 8 => 0u, 4 => 1u, _ => 2u }, 22, 2)
                    | Field(Flags.HasFlag(MatmulOptions.Activate) ? 1u : 0, 24, 1) | Field(Flags.HasFlag(MatmulOptions.Residual) ? 1u : 0, 25, 1)
                    | Field(Wide ? 1u : 0, 26, 1) | Field((uint)Rows, 32, 16) | Field((uint)Steps, 48, 16) | Field((uint)ActivationStride, 64, 16)
                    | Field((uint)WeightStride, 80, 16) | Field((uint)DepthTiles, 96, 16) | Field((uint)ColumnTiles, 112, 8);
                break;
        }

        return word;
    }

    /// <summary>Reads an instruction back from its 128 bits.</summary>
    /// <exception cref="FormatException">The operation code is unknown.</exception>
    public static Instruction Decode(UInt128 word)
    {
        var opcode = (Opcode)(uint)(word & 15);
        return opcode switch
        {
            Opcode.Load or Opcode.Store => new Instruction
            {
                Opcode = opcode, Kind = (LoadKind)Part(word, 4, 3), Half = (int)Part(word, 7, 1), Address = Part(word, 8, 32), Rows = (int)Part(word, 40, 16),
                RowBeats = (int)Part(word, 56, 16), RowStride = (int)Part(word, 72, 24), Wide = Part(word, 96, 1) == 1,
            },
            Opcode.Matmul => new Instruction
            {
                Opcode = opcode,
                Flags = (MatmulOptions)(Part(word, 8, 10) | Part(word, 24, 2) << 10),
                ActivationHalf = (int)Part(word, 18, 1), WeightHalf = (int)Part(word, 19, 1), OutputHalf = (int)Part(word, 20, 1), ParameterHalf = (int)Part(word, 21, 1),
                WeightBits = 8 >> (int)Part(word, 22, 2), Wide = Part(word, 26, 1) == 1, Rows = (int)Part(word, 32, 16), Steps = (int)Part(word, 48, 16),
                ActivationStride = (int)Part(word, 64, 16), WeightStride = (int)Part(word, 80, 16), DepthTiles = (int)Part(word, 96, 16), ColumnTiles = (int)Part(word, 112, 8),
            },
            Opcode.Halt => new Instruction { Opcode = Opcode.Halt },
            _ => throw new FormatException($"Unknown operation code {(int)opcode}."),
        };
    }

    private static UInt128 Field(uint value, int low, int width)
    {
        if (width < 32 && value >> width != 0) throw new ArgumentOutOfRangeException(nameof(value), value, $"The field at bit {low} has {width} bits.");
        return (UInt128)value << low;
    }

    private static uint Part(UInt128 word, int low, int width) => (uint)(word >> low) & (width == 32 ? uint.MaxValue : (1u << width) - 1);
}
