using System.Text.Json;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>One module of a mapped design. Nets are numbered within the module; constants are not nets.</summary>
/// <param name="Inputs">Bits of the input ports, by port.</param>
/// <param name="Outputs">Bits of the output ports, by port; a constant is -1.</param>
/// <param name="Cells">Gates, registers, memories and instances.</param>
internal sealed record NetlistModule(
    IReadOnlyDictionary<string, int[]> Inputs, IReadOnlyDictionary<string, int[]> Outputs, IReadOnlyList<NetlistCell> Cells)
{
    public static NetlistModule Parse(JsonElement module)
    {
        var inputs = new Dictionary<string, int[]>();
        var outputs = new Dictionary<string, int[]>();
        foreach (var port in module.GetProperty("ports").EnumerateObject())
        {
            var bits = Bits(port.Value.GetProperty("bits"));
            (port.Value.GetProperty("direction").GetString() == "input" ? inputs : outputs)[port.Name] = bits;
        }

        return new NetlistModule(inputs, outputs, [.. module.GetProperty("cells").EnumerateObject().Select(static cell => Cell(cell.Value))]);
    }

    private static NetlistCell Cell(JsonElement cell) => new(
        cell.GetProperty("type").GetString()!,
        cell.GetProperty("connections").EnumerateObject().ToDictionary(static port => port.Name, static port => Bits(port.Value)),
        cell.GetProperty("parameters").EnumerateObject().Where(static parameter => parameter.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value.GetString()!));

    private static int[] Bits(JsonElement bits) => [.. bits.EnumerateArray().Select(static bit => bit.ValueKind == JsonValueKind.Number ? bit.GetInt32() : -1)];
}
