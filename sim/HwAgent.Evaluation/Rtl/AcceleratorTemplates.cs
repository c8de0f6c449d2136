using System.Reflection;
using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Hardware;
using Scriban;
using Scriban.Runtime;

namespace HwAgent.Evaluation.Rtl;

/// <summary>Renders the RTL of hw-templates for one set of parameters.</summary>
public static class AcceleratorTemplates
{
    public const string Top = "hwa_accelerator";

    /// <summary>Every unit, each after those it instantiates: name and folder.</summary>
    public static IReadOnlyList<(string Module, string Folder)> Units { get; } =
    [
        ("hwa_ram", "ram"), ("hwa_fifo", "fifo"), ("hwa_credit", "credit"), ("hwa_skew", "skew"), ("hwa_multiplier", "multiplier"),
        ("hwa_pe_os", "pe"), ("hwa_pe_ws", "pe"), ("hwa_pe_array", "pe_array"), ("hwa_requantiser", "requantiser"), ("hwa_activation_table", "activation_table"), ("hwa_lane", "lane"),
        ("hwa_activation_buffer", "activation_buffer"), ("hwa_weight_buffer", "weight_buffer"), ("hwa_dma", "dma"), ("hwa_walk_os", "walk_os"), ("hwa_walk_ws", "walk_ws"),
        ("hwa_row_control", "row_control"), ("hwa_controller", "controller"),
        ("hwa_sequencer", "sequencer"), ("hwa_lanes", "lanes"), (Top, "accelerator"),
    ];

    /// <summary>The whole accelerator: the units that these parameters use.</summary>
    public static RtlDesign Render(AcceleratorParameters parameters)
    {
        var sources = Units.Where(u => IsUsed(u.Module, parameters)).Select(u => RenderUnit(u.Module, parameters)).ToArray();
        return new RtlDesign(Top, sources);
    }

    /// <summary>One unit's file.</summary>
    /// <exception cref="ArgumentException">No such unit.</exception>
    public static RtlSource RenderUnit(string module, AcceleratorParameters parameters)
    {
        var folder = Units.FirstOrDefault(u => u.Module == module).Folder ?? throw new ArgumentException($"There is no unit {module}; the units are {string.Join(", ", Units.Select(u => u.Module))}.");
        var path = $"{folder}/{module}.sv.scriban";
        var template = Template.Parse(ReadText(path), path);
        if (template.HasErrors) throw new InvalidOperationException($"hw-templates/{path}: {string.Join("; ", template.Messages)}");
        var context = new TemplateContext { StrictVariables = true, EnableRelaxedMemberAccess = false, NewLine = "\n" };
        context.PushGlobal(Variables(parameters));
        return new RtlSource($"{module}.sv", template.Render(context));
    }

    /// <summary>Text of a file of hw-templates, which travel inside this assembly.</summary>
    public static string ReadText(string path)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"hw-templates/{path}")
            ?? throw new FileNotFoundException($"hw-templates/{path} is not part of this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static bool IsUsed(string module, AcceleratorParameters p) => module switch
    {
        "hwa_pe_os" or "hwa_walk_os" => p.IsOutputStationary,
        "hwa_pe_ws" or "hwa_walk_ws" => !p.IsOutputStationary,
        "hwa_activation_table" => p.HasTable,
        _ => true,
    };

    private static ScriptObject Variables(AcceleratorParameters p)
    {
        var formats = new ScriptArray();
        var pickWidth = 1;
        for (var bits = p.MaxWeightBits; bits >= p.MinWeightBits; bits /= 2)
        {
            var steps = p.StepsPerWord(bits);
            var width = Math.Max(1, Log2(steps));
            pickWidth = Math.Max(pickWidth, width);
            formats.Add(new ScriptObject { ["bits"] = bits, ["code"] = Log2(8 / bits), ["steps"] = steps, ["pick_width"] = width });
        }

        return new ScriptObject
        {
            ["dataflow"] = p.IsOutputStationary ? "output_stationary" : "weight_stationary",
            ["rows"] = p.Rows,
            ["columns"] = p.Columns,
            ["bus_bits"] = p.BusBits,
            ["max_weight_bits"] = p.MaxWeightBits,
            ["min_weight_bits"] = p.MinWeightBits,
            ["sum_bits"] = p.SumBits,
            ["out_bits"] = p.OutBits,
            ["activation_words"] = p.ActivationWords,
            ["activation_banks"] = p.ActivationBanks,
            ["activation_pick_width"] = Math.Max(1, Log2(p.ActivationPicks)),
            ["weight_words"] = p.WeightWords,
            ["weight_word_beats"] = p.WeightWordBeats,
            ["weight_steps_per_word"] = p.StepsPerWord(p.MaxWeightBits),
            ["weight_pick_width"] = pickWidth,
            ["weight_formats"] = formats,
            ["accumulator_rows"] = p.AccumulatorRows,
            ["output_rows"] = p.OutputRows,
            ["parameter_tiles"] = p.ParameterTiles,
            ["row_width"] = Log2(Math.Max(p.AccumulatorRows, p.OutputRows)),
            ["queue_depth"] = AcceleratorParameters.QueueDepth,
            ["data_queue_depth"] = AcceleratorParameters.DataQueueDepth,
            ["max_burst_beats"] = AcceleratorParameters.MaxBurstBeats,
            ["param_tile_beats"] = p.ParamTileBeats,
            ["narrow_tile_beats"] = p.NarrowTileBeats,
            ["wide_tile_beats"] = p.WideTileBeats,
            ["has_table"] = p.HasTable,
            ["has_residual"] = p.HasResidual,
        };
    }

    /// <summary>Bits that number <paramref name="value"/> things: the ceiling of the binary logarithm.</summary>
    private static int Log2(int value) => value <= 1 ? 0 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)(value - 1));
}
