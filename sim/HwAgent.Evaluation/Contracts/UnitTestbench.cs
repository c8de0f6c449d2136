using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Rtl;
using Scriban;
using Scriban.Runtime;

namespace HwAgent.Evaluation.Contracts;

/// <summary>Writes the SystemVerilog around a unit from the templates in hw-templates/testbench.</summary>
internal static class UnitTestbench
{
    public const string Module = "tb_hwa_unit";
    public const string InterfaceModule = "tb_hwa_interface";

    public static RtlSource Render(UnitContract contract, IReadOnlyList<UnitTrace> traces) =>
        new(Module + ".sv", RenderTemplate("tb_unit", Module, contract, [.. traces.Select(static trace => trace.Count)]));

    /// <summary>The unit with the ports and widths of its contract and nothing else.</summary>
    public static RtlSource RenderInterface(UnitContract contract) =>
        new(InterfaceModule + ".sv", RenderTemplate("unit_interface", InterfaceModule, contract, [.. contract.Instances.Select(static _ => 1)]));

    private static string RenderTemplate(string template, string name, UnitContract contract, IReadOnlyList<int> vectors)
    {
        var path = $"testbench/{template}.sv.scriban";
        var parsed = Template.Parse(AcceleratorTemplates.ReadText(path), path);
        if (parsed.HasErrors) throw new InvalidOperationException($"hw-templates/{path}: {string.Join("; ", parsed.Messages)}");
        var context = new TemplateContext { StrictVariables = true, EnableRelaxedMemberAccess = false, NewLine = "\n", LoopLimit = 0 };
        context.PushGlobal(new ScriptObject
        {
            ["name"] = name,
            ["module"] = contract.Module,
            ["repeat_bits"] = UnitTrace.RepeatBits,
            ["instances"] = new ScriptArray(contract.Instances.Select((instance, number) => Describe(instance, number, vectors[number]))),
        });
        return parsed.Render(context);
    }

    private static ScriptObject Describe(UnitInstance instance, int number, int vectors)
    {
        var ports = instance.Ports.Where(static port => port.Name != UnitPort.Clock).ToArray();
        var left = new Dictionary<PortDirection, int>
        {
            [PortDirection.Input] = ports.Where(static port => port.IsInput).Sum(static port => port.Width),
            [PortDirection.Output] = ports.Where(static port => !port.IsInput).Sum(static port => port.Width),
        };
        var (inputBits, outputBits) = (left[PortDirection.Input], left[PortDirection.Output]);
        var places = new ScriptArray();
        foreach (var port in ports)
        {
            // The first port is at the top, as in a concatenation.
            var high = left[port.Direction] - 1;
            left[port.Direction] -= port.Width;
            places.Add(Describe(port, high));
        }

        return new ScriptObject
        {
            ["number"] = number,
            ["title"] = instance.Title,
            ["has_clock"] = instance.Ports.Any(static port => port.Name == UnitPort.Clock),
            ["vectors"] = vectors,
            ["input_bits"] = inputBits,
            ["output_bits"] = outputBits,
            ["parameters"] = new ScriptArray(instance.Parameters.Select(static p => new ScriptObject { ["name"] = p.Name, ["value"] = p.Value })),
            ["ports"] = places,
            ["all_ports"] = new ScriptArray(instance.Ports.Select(static port => Describe(port, port.Width - 1))),
        };
    }

    private static ScriptObject Describe(UnitPort port, int high) => new()
    {
        ["name"] = port.Name, ["is_input"] = port.IsInput, ["width"] = port.Width, ["high"] = high, ["low"] = high - port.Width + 1,
    };
}
