using HwAgent.Core.Cascades;
using HwAgent.Core.Decoding;

namespace HwAgent.Dataflow.Specification.Cascades;

/// <summary>Reads a model cascade from YAML and reports everything that is wrong with it at once.</summary>
public static class CascadeSpecReader
{
    private const int MostStages = 16;
    private const int MostSolutions = 64;
    private const string Example = "start from examples/cascades/json.yaml";

    /// <summary>The cascade in a text, or the errors in it, each with file, line and column.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">The file's name, for diagnostics.</param>
    /// <param name="exists">Whether a file or folder is there, its path relative to the spec's folder.</param>
    public static CascadeReadResult Read(string yaml, string fileName, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(exists);
        var diagnostics = new SpecDiagnostics(fileName);
        CascadeSpec? spec = null;
        switch (SpecTree.Parse(yaml, diagnostics))
        {
            case null:
                break;
            case SpecMap map:
                spec = ReadSpec(new SpecFields(map, "", diagnostics), exists);
                break;
            case { } other:
                diagnostics.Add(other, "wrong-type", $"the spec: {other.Description} is not a table of keys", Example);
                break;
        }

        return new CascadeReadResult(diagnostics.IsEmpty ? spec : null, diagnostics.Sorted);
    }

    private static CascadeSpec ReadSpec(SpecFields fields, Func<string, bool> exists)
    {
        fields.Require("stages", "a list of models, small to large");
        fields.Require("self_tests", "a list of tests, cheap ones first");
        var stages = fields.Tables("stages") ?? [];
        if (stages.Count > MostStages) fields.Report("stages", "out-of-range", $"{stages.Count} models are too many", $"give at most {MostStages}");
        var tests = fields.Tables("self_tests") ?? [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        var spec = new CascadeSpec
        {
            Stages = [.. stages.Select(stage => ReadStage(stage, exists, names))],
            SelfTests = [.. tests.Select(test => SelfTestReader.Read(test, exists)).OfType<SelfTestSpec>()],
            Sampling = new SamplingOptions(fields.Number("temperature", 0, 100) ?? 0, fields.Integer("top_k", 0, int.MaxValue) ?? 0, fields.Number("top_p", 1e-6, 1) ?? 1),
            Calibration = fields.Text("calibration", "the path of a text file"),
            Cost = fields.Choice("cost", CascadeCost.Macs),
        };
        fields.Close();
        if (spec.Calibration is { } text && !exists(text)) fields.Report("calibration", "missing-file", $"there is no file '{text}'", "give a path relative to this spec");
        CheckTogether(spec, fields, stages);
        return spec;
    }

    private static CascadeStageSpec ReadStage(SpecFields fields, Func<string, bool> exists, HashSet<string> names)
    {
        fields.Require("model", "a model folder or file");
        var model = fields.Text("model", "a model folder or file") ?? "";
        var stage = new CascadeStageSpec(
            fields.Text("name") ?? model, model, fields.Word("arithmetic", ["float32", "integer"]) is { } word ? word == "integer" : null,
            new CascadeStage(fields.Integer("solutions", 1, MostSolutions) ?? 1, fields.Integer("tests", 0, MostSolutions) ?? 0, fields.Number("threshold", 0, 1) ?? 1));
        fields.Close();
        if (model.Length > 0 && !names.Add(stage.Name)) fields.Report("name", "duplicate-name", $"'{stage.Name}' is the name of another stage", "give each its own");
        if (model.Length > 0 && !exists(model)) fields.Report("model", "missing-file", $"there is no '{model}'", "give a path relative to this spec");
        return stage;
    }

    /// <summary>Settings that are right by themselves and say nothing together.</summary>
    private static void CheckTogether(CascadeSpec spec, SpecFields root, IReadOnlyList<SpecFields> stages)
    {
        if (spec.Sampling.IsGreedy)
        {
            const string Remedy = "add temperature: 0.8, or another above 0";
            if (spec.SelfTests.Any(test => test.Kind == SelfTestKind.Agreement)) root.Report("self_tests", "conflict", "agreement means nothing without a temperature: every answer is the same", Remedy);
            foreach (var (stage, fields) in spec.Stages.Zip(stages))
                if (stage.Stage.Solutions > 1) fields.Report("solutions", "conflict", $"{stage.Stage.Solutions} solutions are all the same without a temperature", Remedy);
        }

        var generates = spec.SelfTests.Any(test => test.Kind == SelfTestKind.Generated);
        foreach (var (stage, fields) in spec.Stages.Zip(stages))
            if (stage.Stage.SelfTests > 0 && !generates) fields.Report("tests", "conflict", "no self-test asks for tests that the model writes", "add a test: generated to self_tests, or remove tests");
        if (generates && spec.Stages.All(stage => stage.Stage.SelfTests == 0))
            root.Report("self_tests", "conflict", "no stage writes tests for test: generated", "give stages tests: 3, or another count above 0");
    }
}
