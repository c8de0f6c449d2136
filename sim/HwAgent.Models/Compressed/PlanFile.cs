using System.Text;
using HwAgent.Core.Compression;
using HwAgent.Core.Compression.Pruning;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace HwAgent.Models.Compressed;

/// <summary>Compression plans as YAML: what <c>hwagent compress</c> writes beside a model, and reads with <c>--plan</c>.</summary>
public static class PlanFile
{
    private const int LongestPlan = 16 << 20;

    /// <summary>Reads a plan.</summary>
    /// <exception cref="InvalidModelException">Missing, or no plan; the message has the line.</exception>
    public static CompressionPlan Read(string file)
    {
        string yaml;
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > LongestPlan } info) throw new InvalidModelException(file, "(document)", $"has {info.Length} bytes; {LongestPlan} are allowed", "give a plan as hwagent compress writes it");
            yaml = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException(file, "(file)", e.Message, "name a plan.yaml");
        }

        return Parse(yaml, file);
    }

    /// <summary>The same from text.</summary>
    public static CompressionPlan Parse(string yaml, string file)
    {
        PlanDocument? document;
        try
        {
            document = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<PlanDocument?>(yaml);
        }
        catch (YamlException e)
        {
            throw new InvalidModelException(file, $"line {e.Start.Line}", (e.InnerException?.Message ?? e.Message).Split('\n')[0], "compare with a plan.yaml that hwagent compress wrote");
        }

        if (document is null) throw new InvalidModelException(file, "(document)", "the file is empty", "compare with a plan.yaml that hwagent compress wrote");
        if (document.Format != PlanDocument.CurrentFormat) throw Wrong(file, "format", $"is '{document.Format}', not '{PlanDocument.CurrentFormat}'");
        if (document.GroupSize is not (0 or 32 or 64 or 128)) throw Wrong(file, "group_size", $"{document.GroupSize} is not 0, 32, 64 or 128");
        if (document.DefaultBits is { } bits && bits is not (2 or 3 or 4 or 8)) throw Wrong(file, "default_bits", $"{bits} is not 2, 3, 4 or 8");
        return new CompressionPlan(
            document.GroupSize,
            Named(document.Rounding, file, "rounding", ("gptq", true), ("nearest", false)),
            document.DefaultBits,
            [.. (document.Units ?? []).Select((unit, i) => Width(unit, file, $"units[{i}]"))],
            Kept(document.Keep, ModelComponent.LanguageModel, file), Kept(document.Keep, ModelComponent.VisionEncoder, file));
    }

    /// <summary>A plan as text; equal plans give equal text.</summary>
    public static string Render(CompressionPlan plan)
    {
        var text = new StringBuilder();
        text.Append($"format: {PlanDocument.CurrentFormat}\ngroup_size: {plan.GroupSize}\nrounding: {(plan.ErrorFeedback ? "gptq" : "nearest")}\n");
        if (plan.DefaultBits is { } bits) text.Append($"default_bits: {bits}\n");
        if (plan.Kept is not null || plan.KeptVision is not null) text.Append("keep:\n");
        AppendKept(text, ModelComponent.VisionEncoder, plan.KeptVision);
        AppendKept(text, ModelComponent.LanguageModel, plan.Kept);
        text.Append(plan.Widths.Count == 0 ? "units: []\n" : "units:\n");
        foreach (var width in plan.Widths)
        {
            text.Append($"  - {{{Prefix(width.Component)}block: {width.Block}, module: {Words(width.Module)}");
            if (width.Matrix is { } matrix) text.Append($", matrix: {Words(matrix)}");
            if (width.FirstRow != 0 || width.Rows is not null) text.Append($", first_row: {width.FirstRow}");
            if (width.Rows is { } rows) text.Append($", rows: {rows}");
            text.Append($", bits: {width.Bits}}}\n");
        }

        return text.ToString();
    }

    private static PlannedWidth Width(PlanUnit? unit, string file, string place)
    {
        if (unit?.Block is not { } block) throw Wrong(file, place, "has no block");
        if (unit.Bits is not { } bits) throw Wrong(file, place, "has no bits");
        return new PlannedWidth(
            Component(unit.Component, file, place), block, Named(unit.Module, file, place + ".module", [.. Enum.GetValues<ModuleKind>().Select(kind => (Words(kind), kind))]),
            unit.Matrix is null ? null : Named(unit.Matrix, file, place + ".matrix", [.. Enum.GetValues<DecoderModule>().Select(kind => (Words(kind), kind))]),
            unit.FirstRow, unit.Rows, bits);
    }

    private static PruningPlan? Kept(List<PlanBlock>? keep, ModelComponent component, string file)
    {
        if (keep is null) return null;
        var blocks = new List<PlanBlock>();
        for (var i = 0; i < keep.Count; i++)
        {
            if (keep[i] is not { Block: not null, HeadGroups: not null, Channels: not null } block) throw Wrong(file, $"keep[{i}]", "needs block, head_groups and channels");
            var named = Component(block.Component, file, $"keep[{i}]");
            if (named == ModelComponent.Projector) throw Wrong(file, $"keep[{i}].component", "a projector is not pruned");
            if (named == component) blocks.Add(block);
        }

        // A list that names the encoder's blocks alone leaves the decoder as it is; an empty list is the decoder's, which then keeps nothing.
        if (blocks.Count == 0 && (keep.Count > 0 || component != ModelComponent.LanguageModel)) return null;
        return new PruningPlan([.. blocks.Select(block => block.Block!.Value)], [.. blocks.Select(block => block.HeadGroups!)], [.. blocks.Select(block => block.Channels!)]);
    }

    private static void AppendKept(StringBuilder text, ModelComponent component, PruningPlan? kept)
    {
        for (var i = 0; i < (kept?.Blocks.Count ?? 0); i++)
            text.Append($"  - {{{Prefix(component)}block: {kept!.Blocks[i]}, head_groups: [{string.Join(", ", kept.HeadGroups[i])}], channels: [{string.Join(", ", kept.Channels[i])}]}}\n");
    }

    private static ModelComponent Component(string? name, string file, string place) =>
        name is null ? ModelComponent.LanguageModel : Named(name, file, place + ".component", [.. Enum.GetValues<ModelComponent>().Select(component => (Words(component), component))]);

    /// <summary>Plans of text models need no word for their only component.</summary>
    private static string Prefix(ModelComponent component) => component == ModelComponent.LanguageModel ? "" : $"component: {Words(component)}, ";

    private static T Named<T>(string? name, string file, string place, params IReadOnlyList<(string Name, T Value)> known)
    {
        foreach (var (candidate, value) in known)
            if (candidate == name) return value;
        throw Wrong(file, place, $"'{name}' is not one of {string.Join(", ", known.Select(entry => entry.Name))}");
    }

    /// <summary><c>query_key_value</c> for <c>QueryKeyValue</c>.</summary>
    private static string Words<T>(T value) where T : struct, Enum => UnderscoredNamingConvention.Instance.Apply(value.ToString());

    private static InvalidModelException Wrong(string file, string place, string problem) => new(file, place, problem, "compare with a plan.yaml that hwagent compress wrote");
}
