using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Formats;

public class ArchitectureReaderTests
{
    private const string Small = """
        architecture: small
        clock: 500MHz
        levels:
          - name: dram
            kind: dram
            word: 16B
            ports: [{bandwidth: 16B/cycle}]
          - name: buffer
            kind: sram
            size: 64KiB
            word: 128b
            keep: [input, weight]
            bypass: [output]
            buffers: 1
            latency_cycles: 3
            energy: {read: 6.25pJ/B, write: 0.5pJ/b, source: "a table: 45 nm"}
            ports:
              - {name: out, bandwidth: 12b/cycle, serves: [input reads, weight read_to_below]}
              - {name: in, bandwidth: 4.5B/cycle, serves: writes}
            fanout: [{axis: X, size: 4, multicast: [input], reduces: false}, {axis: Y, size: 2}]
        multiplier: {name: mul, energies: [{input_bits: 4, weight_bits: 2, energy: 0.1pJ}], source: measured}
        vector_unit: {lanes: 8, energy_per_element: 2pJ, source: "guessed: 20 adds"}
        constraints:
          - {level: buffer, temporal: {K: 1}, permutation: [K, N], axes: {X: [M, K]}, spatial: {M: 2}, spatial_at_most: {N: 3}}
        """;

    public static TheoryData<string> Ours => [.. Directory.EnumerateFiles(FormatFiles.Architectures, "*.yaml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Read_OurFormat_KeepsEverySetting()
    {
        var architecture = FormatFiles.Architecture(Small);

        Assert.Equal(("small", 5e8, 2), (architecture.Name, architecture.ClockHertz, architecture.Levels.Count));
        Assert.Equal(8, architecture.Multipliers);
        var (dram, buffer) = (architecture.Levels[0], architecture.Levels[1]);
        Assert.Equal((null, 128, 162.5 / 8, OperandSet.All, OperandSet.All, 2), (dram.SizeBits, dram.WordBits, dram.ReadPicojoulesPerBit, dram.MustKeep, dram.MayKeep, dram.Buffers));
        Assert.Equal(new MemoryPort("port0", 128, MemoryPort.Everything), Assert.Single(dram.Ports));
        Assert.Equal((64L << 13, 128, 1, 3), (buffer.SizeBits, buffer.WordBits, buffer.Buffers, buffer.LatencyCycles));
        Assert.Equal((OperandSet.Input | OperandSet.Weight, OperandSet.Input | OperandSet.Weight), (buffer.MustKeep, buffer.MayKeep));
        Assert.Equal((6.25 / 8, 0.5, "a table: 45 nm"), (buffer.ReadPicojoulesPerBit, buffer.WritePicojoulesPerBit, buffer.EnergySource));
        Assert.Equal(
            [new("out", 12, 0xA | MemoryPort.Bit(Operand.Weight, Transfer.ReadToBelow)), new MemoryPort("in", 36, MemoryPort.Writes)],
            buffer.Ports);
        Assert.Equal([new("X", 4, OperandSet.Input, false), new SpatialAxis("Y", 2)], buffer.Fanout);
        Assert.Equal(0.1, architecture.Compute.Picojoules(4, 2));
        Assert.Equal(new VectorUnit(8, 2) { EnergySource = "guessed: 20 adds" }, architecture.Vector);
        var constraint = Assert.Single(architecture.Constraints.Levels);
        Assert.Equal(("buffer", 1L, 2L, 3L), (constraint.Level, constraint.TemporalFactors["K"], constraint.SpatialFactors["M"], constraint.LargestSpatialFactors["N"]));
        Assert.Equal(["K", "N"], constraint.Permutation);
        Assert.Equal(["M", "K"], constraint.AxisDimensions["X"]);
    }

    [Fact]
    public void Read_Geometry_IsThatOfTheBuiltInMemory()
    {
        var memory = FormatFiles.Architecture(File.ReadAllText(Path.Combine(FormatFiles.Architectures, "edge-16x16-ddr4.yaml"))).Levels[0];

        Assert.Equal(DramGeometry.Ddr4, memory.Geometry);
        // The peak of its pins is a burst every tCCD_S.
        Assert.Equal(512 / 4 * 1.2, memory.Ports[0].BitsPerCycle, 1e-9);
        // Micron's formula: V (I - IDD3N) for four cycles of 1/1.2 ns, and 64 bits a chip.
        Assert.Equal((1.2 * (135 - 43) * 4 / 1.2 / 64, 1.2 * (123 - 43) * 4 / 1.2 / 64), (memory.ReadPicojoulesPerBit, memory.WritePicojoulesPerBit));
        Assert.Equal(8 * 1.2 * (48 * 55 - 43 * 39 - 34 * 16) / 1.2, memory.Geometry!.ActivatePicojoules, 1e-9);
        Assert.Equal(8 * 1.2 * (250 - 43) * 420 / 1.2, memory.Geometry.RefreshPicojoules, 1e-6);
        Assert.Equal(8 * 1.2 * 43 / 1.2, memory.Geometry.StandbyPicojoules, 1e-9);
    }

    [Fact]
    public void Read_NoEnergies_TakesThoseOfTheTechnologyWithTheirSource()
    {
        var buffer = FormatFiles.Architecture("""
            architecture: a
            technology: {dram_picojoules_per_byte: 80, source: vendor}
            levels: [{name: d, kind: dram}, {name: b, kind: sram, size: 32KiB}, {name: r, kind: register, size: 4B}]
            """).Levels;

        Assert.Equal([10, 2.5 / 8, 0.03 / 8], buffer.Select(l => l.ReadPicojoulesPerBit));
        Assert.All(buffer, l => Assert.Equal("custom: vendor", l.EnergySource));
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void Read_OurFiles_RoundTripExactly(string name)
    {
        var text = File.ReadAllText(Path.Combine(FormatFiles.Architectures, name));
        var architecture = FormatFiles.Architecture(text, name);

        Assert.Equal(Path.GetFileNameWithoutExtension(name), architecture.Name);
        AssertRoundTrip(architecture);
    }

    [Fact]
    public void Write_EverySetting_RoundTripsExactly() => AssertRoundTrip(FormatFiles.Architecture(Small));

    [Fact]
    public void Write_OddNumbers_RoundTripExactly()
    {
        var architecture = FormatFiles.Architecture(Small);
        AssertRoundTrip(architecture with
        {
            ClockHertz = 123456789.125,
            Levels =
            [
                architecture.Levels[0] with { ReadPicojoulesPerBit = 1.0 / 3, Ports = [new("p", 1e6 / 7, MemoryPort.Everything)], SizeBits = 12345, EnergySource = "no: \"plain\"\ntext, é" },
                architecture.Levels[1] with { WordBits = 12, WritePicojoulesPerBit = 1e-7, MustKeep = OperandSet.None, MayKeep = OperandSet.All },
            ],
        });
    }

    [Theory]
    [InlineData("architecture: a", "a.yaml:1:1: error [format missing-key]: 'levels' is missing in the architecture -> add levels: a list of memory levels, outermost first")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: drum}]", "a.yaml:2:26: error [format not-allowed]: levels[0].kind: 'drum' is not known -> did you mean 'dram'? allowed: dram, sram, register")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram}, {name: b, kind: sram, size: 3KB}]", "a.yaml:2:61: error [format wrong-type]: levels[1].size: '3KB' is not a size such as 256KiB -> give a number and one of the units b, B, KiB, MiB, GiB, TiB")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram}, {name: b, kind: sram, size: 0.3b}]", "a.yaml:2:61: error [format out-of-range]: levels[1].size: '0.3b' is out of range -> give 1b to 8192TiB")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram}, {name: b, kind: sram, size: 1.3B}]", "a.yaml:2:61: error [format out-of-range]: levels[1].size: 1.3B is no whole number of bits -> give whole bits")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram}, {name: b, kind: sram}]", "a.yaml:2:33: error [format missing-key]: 'size' is missing in levels[1] -> add size: a size such as 256KiB: only the outermost level is unbounded")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram, bypass: [input]}]", "a.yaml:2:40: error [format not-allowed]: levels[0].bypass: the outermost level keeps every operand -> remove keep and bypass")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram, ports: [{bandwidth: 1B/cycle, serves: reads}, {bandwidth: 1B/cycle, serves: [output]}]}]", "a.yaml:2:108: error [format conflict]: levels[0].ports[1].serves: another port serves output read_to_below, output read_to_above -> let one port serve each transfer")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram, ports: [{bandwidth: 1B/cycle, serves: weigth}]}]", "a.yaml:2:70: error [format not-allowed]: levels[0].ports[0].serves: 'weigth' is not known -> give one of everything, reads, writes, or an operand (input, weight, output), alone or with reads, writes, write_from_above, read_to_below, write_from_below, read_to_above")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram, fanout: [{axis: X, size: 2}, {axis: X, size: 2}]}]", "a.yaml:2:40: error [format duplicate-name]: levels[0].fanout: 'X' is the name of another axis -> give each axis of the architecture its own")]
    [InlineData("architecture: a\nlevels: [{name: d, kind: dram}]\nconstraints: [{level: e}]", "a.yaml:3:23: error [format not-allowed]: constraints[0].level: 'e' is not known -> did you mean 'd'? allowed: d")]
    [InlineData("just text", "a.yaml:1:1: error [format wrong-type]: 'just text' is not an architecture -> start from one of the files in sim/architectures/")]
    [InlineData("", "a.yaml:1:1: error [format syntax]: the file is empty -> start from one of the files in sim/architectures/")]
    public void Read_OneError_NamesPlaceAndRemedy(string text, string message)
    {
        var result = ArchitectureReader.Read(text, "a.yaml");

        Assert.Null(result.Value);
        Assert.Equal([message], result.Diagnostics.Select(d => d.ToString()));
    }

    [Theory]
    [InlineData("kind: dram, ENERGY", "kind: dram", "levels[0].geometry: it opens rows in addition to the energy of bits, which is not given -> add energy: {read: , write: } of the bursts alone")]
    [InlineData("kind: dram", "kind: sram", "levels[0].geometry: only an outermost level of kind dram has rows and banks -> remove it")]
    [InlineData("burst: 64B", "burst: 48B", "levels[0].geometry.burst: not a power of two, or too small -> give a power of two of at least 8 bytes")]
    [InlineData("row: 4KiB", "row: 32B", "levels[0].geometry.row: a row is smaller than a burst -> give the bytes that all chips together open")]
    [InlineData("banks: 8, ", "", "'banks' is missing in levels[0].geometry -> add banks: a power of two")]
    [InlineData(", tREFI: 6246", "", "'tREFI' is missing in levels[0].geometry.timing -> add tREFI: cycles of the memory's clock")]
    [InlineData("tRFC: 448", "tRFC: 6246", "levels[0].geometry.timing.tRFC: a refresh takes longer than the time to the next one -> give tRFC below tREFI, both in cycles")]
    [InlineData("tCCD_L: 8", "tCCD_L: 4", "levels[0].geometry.timing.tCCD_L: bursts of one row follow each other faster than those of different bank groups -> give no less than tCCD_S")]
    [InlineData("CL: 28", "RL: 28", "unknown key 'RL' in levels[0].geometry.timing")]
    public void Read_GeometryWithAMistake_NamesItAndTheRemedy(string part, string mistake, string message)
    {
        const string Text = """
            architecture: a
            levels:
              - {name: d, kind: dram, ENERGY, geometry: {burst: 64B, row: 4KiB, banks: 8, clock: 1.6GHz, timing: {tCCD_S: 8, tCCD_L: 8, tRCD: 29, CL: 28, tRP: 29, tRAS: 68, tRRD: 16, tFAW: 64, tRFC: 448, tREFI: 6246}}}
            """;
        Assert.Contains(part, Text, StringComparison.Ordinal);
        string Filled(string text) => text.Replace("ENERGY", "energy: {read: 1pJ/b, write: 1pJ/b}", StringComparison.Ordinal);
        Assert.NotNull(FormatFiles.Architecture(Filled(Text)).Levels[0].Geometry);

        var result = ArchitectureReader.Read(Filled(Text.Replace(part, mistake, StringComparison.Ordinal)), "a.yaml");
        Assert.Null(result.Value);
        Assert.Contains(result.Diagnostics, d => d.ToString().Contains(message, StringComparison.Ordinal) && d.Line == 3);
    }

    private static void AssertRoundTrip(Architecture architecture)
    {
        var text = ArchitectureWriter.Write(architecture);
        var again = FormatFiles.Architecture(text);

        Assert.Equal(FormatFiles.Contents(architecture), FormatFiles.Contents(again));
        Assert.Equal(text, ArchitectureWriter.Write(again));
    }
}
