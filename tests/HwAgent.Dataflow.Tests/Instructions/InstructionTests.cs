using CsCheck;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Dataflow.Tests.Instructions;

public class InstructionTests
{
    private static readonly Gen<Instruction> Transfers =
        from isStore in Gen.Bool
        from kind in Gen.Enum<LoadKind>()
        from half in Gen.Int[0, 1]
        from address in Gen.UInt
        from sizes in Gen.Select(Gen.Int[0, 65535], Gen.Int[0, 65535], Gen.Int[0, (1 << 24) - 1])
        from wide in Gen.Bool
        select new Instruction
        {
            Opcode = isStore ? Opcode.Store : Opcode.Load, Kind = isStore ? 0 : kind, Half = half, Address = address, Rows = sizes.Item1, RowBeats = sizes.Item2, RowStride = sizes.Item3, Wide = wide,
        };

    private static readonly Gen<Instruction> Matmuls =
        from flags in Gen.Int[0, 0xFFF]
        from halves in Gen.Int[0, 15]
        from bits in Gen.OneOf(8, 4, 2)
        from a in Gen.Select(Gen.Int[0, 65535], Gen.Int[0, 65535], Gen.Int[0, 65535], Gen.Int[0, 65535], Gen.Int[0, 65535], Gen.Int[0, 255])
        from wide in Gen.Bool
        select new Instruction
        {
            Opcode = Opcode.Matmul, Flags = (MatmulOptions)flags, ActivationHalf = halves & 1, WeightHalf = (halves >> 1) & 1, OutputHalf = (halves >> 2) & 1, ParameterHalf = halves >> 3,
            WeightBits = bits, Rows = a.Item1, Steps = a.Item2, ActivationStride = a.Item3, WeightStride = a.Item4, DepthTiles = a.Item5, ColumnTiles = a.Item6, Wide = wide,
        };

    [Fact]
    public void Decode_EncodedInstruction_IsTheSame() =>
        Gen.OneOf(Transfers, Matmuls, Gen.Const(new Instruction { Opcode = Opcode.Halt }))
            .Sample(i => Assert.Equal(i, Instruction.Decode(i.Encode())), seed: "0000000000007", iter: 3000);

    [Fact]
    public void Encode_Load_PutsFieldsWhereTheSequencerReadsThem()
    {
        var word = new Instruction { Opcode = Opcode.Load, Kind = LoadKind.Weight, Half = 1, Address = 0x12345678, Rows = 0x9ABC, RowBeats = 0xDEF0, RowStride = 0x13579B }.Encode();
        // Opcode 1, kind 1 and half 1 in bits 4 to 7, then address, rows, beats, stride.
        Assert.Equal(0x91u, (uint)(word & 0xFF));
        Assert.Equal(0x12345678u, (uint)(word >> 8));
        Assert.Equal(0x9ABCu, (uint)(word >> 40) & 0xFFFF);
        Assert.Equal(0xDEF0u, (uint)(word >> 56) & 0xFFFF);
        Assert.Equal(0x13579Bu, (uint)(word >> 72) & 0xFFFFFF);
    }

    [Fact]
    public void Encode_FieldTooLarge_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Instruction { Opcode = Opcode.Matmul, ColumnTiles = 256, WeightBits = 8 }.Encode());

    [Fact]
    public void Decode_UnknownOperation_Throws() => Assert.Throws<FormatException>(() => Instruction.Decode(7));
}
