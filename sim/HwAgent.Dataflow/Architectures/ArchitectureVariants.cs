using System.Globalization;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Architectures;

/// <summary>Makes variants of an architecture for a sweep.</summary>
public static class ArchitectureVariants
{
    /// <summary>
    /// The architecture with another array, buffer or bandwidth. The ports of the level above the array grow with the edges of the array, through which operands
    /// enter; the buffer's energies follow its size as <paramref name="technology"/> says of SRAM.
    /// </summary>
    /// <exception cref="ArgumentException">There is nothing that could be changed so: no array with as many axes, no bounded level, no limit to the bandwidth.</exception>
    public static Architecture Of(Architecture architecture, ArchitectureVariant variant, TechnologyNode technology)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(variant);
        var levels = architecture.Levels.ToArray();
        var name = architecture.Name;
        if (variant.Array is { } array)
        {
            var above = Array.FindIndex(levels, l => l.Fanout.Count > 0 && l.Fanout.Count == levels.Max(o => o.Fanout.Count));
            if (above < 0 || levels[above].Fanout.Count != array.Count)
                throw new ArgumentException($"{architecture.Name} has no array of {array.Count} axes.", nameof(variant));
            var growth = array.Sum() / (double)levels[above].Fanout.Sum(a => a.Size);
            levels[above] = levels[above] with
            {
                Fanout = [.. levels[above].Fanout.Zip(array, (axis, size) => axis with { Size = size })],
                Ports = above == 0 ? levels[above].Ports : [.. levels[above].Ports.Select(p => p with { BitsPerCycle = p.BitsPerCycle * growth })],
            };
            name += " " + string.Join('x', array);
        }

        if (variant.BufferBits is { } bits)
        {
            var buffer = Array.FindIndex(levels, l => l.SizeBits is not null && l.Kind == MemoryKind.Sram);
            if (buffer < 0) throw new ArgumentException($"{architecture.Name} has no bounded SRAM level.", nameof(variant));
            var rate = technology.SramPicojoulesPerByte(bits / 8192.0) / technology.SramPicojoulesPerByte(levels[buffer].SizeBits!.Value / 8192.0);
            levels[buffer] = levels[buffer] with
            {
                SizeBits = bits,
                ReadPicojoulesPerBit = levels[buffer].ReadPicojoulesPerBit * rate,
                WritePicojoulesPerBit = levels[buffer].WritePicojoulesPerBit * rate,
            };
            name += string.Create(CultureInfo.InvariantCulture, $" {bits / 8192.0:0.##}KiB");
        }

        if (variant.DramBitsPerCycle is { } bandwidth)
        {
            if (levels[0].Ports.Count == 0) throw new ArgumentException($"Nothing limits the bandwidth of {levels[0].Name} in {architecture.Name}.", nameof(variant));
            var sum = levels[0].Ports.Sum(p => p.BitsPerCycle);
            levels[0] = levels[0] with { Ports = [.. levels[0].Ports.Select(p => p with { BitsPerCycle = p.BitsPerCycle * bandwidth / sum })] };
            name += string.Create(CultureInfo.InvariantCulture, $" {bandwidth / 8:0.##}B/cycle");
        }

        return architecture with { Name = name, Levels = levels };
    }
}
