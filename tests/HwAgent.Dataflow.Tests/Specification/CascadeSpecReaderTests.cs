using System.Runtime.CompilerServices;
using HwAgent.Core.Cascades;
using HwAgent.Core.Decoding;
using HwAgent.Dataflow.Specification.Cascades;

namespace HwAgent.Dataflow.Tests.Specification;

public sealed class CascadeSpecReaderTests
{
    private static string Examples([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "examples", "cascades"));

    [Fact]
    public void Read_SmallestSpec_TakesEveryDefault()
    {
        var spec = ReadValid("stages: [{model: a}]\nself_tests: [{test: json}]\n");

        Assert.Equal(new CascadeStageSpec("a", "a", null, new CascadeStage(1, 0, 1)), Assert.Single(spec.Stages));
        Assert.Equal(new SelfTestSpec(SelfTestKind.Json), Assert.Single(spec.SelfTests));
        Assert.Equal((new SamplingOptions(), null, CascadeCost.Macs), (spec.Sampling, spec.Calibration, spec.Cost));
    }

    [Fact]
    public void Read_FullSpec_KeepsEverySetting()
    {
        var spec = ReadValid("""
            stages:
              - {name: small, model: a, arithmetic: float32, solutions: 3, tests: 2, threshold: 0.5}
              - {model: b/c.bin, arithmetic: integer}
            self_tests:
              - {test: brackets}
              - {test: agreement, samples: 5, compare: first_line}
              - {test: command, name: compiles, command: [cc, -c, a.c], answer_file: a.c, files: [lib/a.h, b.h], seconds: 7, memory_mib: 64}
              - {test: generated, ask: "test {prompt}", command: [python3, run.py], answer_file: x.py, test_file: y.py, files: [run.py]}
            temperature: 0.8
            top_k: 40
            top_p: 0.9
            calibration: text.txt
            cost: bytes
            """);

        Assert.Equal([new CascadeStageSpec("small", "a", false, new CascadeStage(3, 2, 0.5)), new CascadeStageSpec("b/c.bin", "b/c.bin", true, new CascadeStage(1, 0, 1))], spec.Stages);
        Assert.Equal([SelfTestKind.Brackets, SelfTestKind.Agreement, SelfTestKind.Command, SelfTestKind.Generated], spec.SelfTests.Select(test => test.Kind));
        Assert.Equal((5, true), (spec.SelfTests[1].Samples, spec.SelfTests[1].FirstLineOnly));
        var command = spec.SelfTests[2].Command!;
        Assert.Equal(("compiles", "a.c", 7, 64), (command.Name, command.AnswerFile, command.Seconds, command.MemoryMib));
        Assert.Equal(["cc", "-c", "a.c", "lib/a.h", "b.h"], command.Command.Concat(command.Files));
        var generated = spec.SelfTests[3];
        Assert.Equal(("test {prompt}", "python3", "x.py", "y.py", 60), (generated.Ask, generated.Command!.Name, generated.Command.AnswerFile, generated.Command.TestFile, generated.Command.Seconds));
        Assert.Equal((new SamplingOptions(0.8, 40, 0.9), "text.txt", CascadeCost.Bytes), (spec.Sampling, spec.Calibration, spec.Cost));
    }

    /// <summary>The commented-out tests of the example are right too: a user will put them in.</summary>
    [Fact]
    public void Read_Example_IsValidWithAndWithoutItsComments()
    {
        var text = File.ReadAllText(Path.Combine(Examples(), "json.yaml"));
        Assert.Equal(3, ReadValid(text).SelfTests.Count);
        var whole = text.Replace("\n# - ", "\n  - ", StringComparison.Ordinal).Replace("\n#   ", "\n    ", StringComparison.Ordinal).Replace("threshold: 0.75", "threshold: 0.75\n    tests: 3", StringComparison.Ordinal);
        Assert.Equal(Enum.GetValues<SelfTestKind>().Order(), ReadValid(whole).SelfTests.Select(test => test.Kind).Order());
    }

    [Theory]
    [InlineData("", "c.yaml:1:1: error [spec syntax]: the file is empty -> start from one of the files in examples/")]
    [InlineData("[a]", "c.yaml:1:1: error [spec wrong-type]: the spec: a list is not a table of keys -> start from examples/cascades/json.yaml")]
    [InlineData("stages: [{model: a}]\nself_test: []", "c.yaml:1:1: error [spec missing-key]: 'self_tests' is missing in the spec -> add self_tests: a list of tests, cheap ones first", "c.yaml:2:1: error [spec unknown-key]: unknown key 'self_test' in the spec -> did you mean 'self_tests'? allowed: stages, self_tests, temperature, top_k, top_p, calibration, cost")]
    [InlineData("stages: [{model: gone}]\nself_tests: [{test: json}]", "c.yaml:1:18: error [spec missing-file]: stages[0].model: there is no 'gone' -> give a path relative to this spec")]
    [InlineData("stages: [{threshold: 2}]\nself_tests: [{test: json}]", "c.yaml:1:10: error [spec missing-key]: 'model' is missing in stages[0] -> add model: a model folder or file", "c.yaml:1:22: error [spec out-of-range]: stages[0].threshold: '2' is out of range -> give a number from 0 to 1")]
    [InlineData("stages: [{model: a}, {model: a}]\nself_tests: [{test: json}]", "c.yaml:1:22: error [spec duplicate-name]: stages[1].name: 'a' is the name of another stage -> give each its own")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: jsn}]", "c.yaml:2:21: error [spec not-allowed]: self_tests[0].test: 'jsn' is not known -> did you mean 'json'? allowed: brackets, json, agreement, command, generated")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: json, samples: 3}]", "c.yaml:2:27: error [spec unknown-key]: unknown key 'samples' in self_tests[0] -> allowed: test")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: agreement}]", "c.yaml:2:13: error [spec conflict]: self_tests: agreement means nothing without a temperature: every answer is the same -> add temperature: 0.8, or another above 0")]
    [InlineData("stages: [{model: a, solutions: 2}]\nself_tests: [{test: json}]", "c.yaml:1:32: error [spec conflict]: stages[0].solutions: 2 solutions are all the same without a temperature -> add temperature: 0.8, or another above 0")]
    [InlineData("stages: [{model: a, tests: 2}]\nself_tests: [{test: json}]", "c.yaml:1:28: error [spec conflict]: stages[0].tests: no self-test asks for tests that the model writes -> add a test: generated to self_tests, or remove tests")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: generated, ask: '{prompt}', command: [x]}]", "c.yaml:2:13: error [spec conflict]: self_tests: no stage writes tests for test: generated -> give stages tests: 3, or another count above 0")]
    [InlineData("stages: [{model: a, tests: 1}]\nself_tests: [{test: generated, ask: 'a test', command: [x]}]", "c.yaml:2:37: error [spec not-allowed]: self_tests[0].ask: does not say what is to be tested -> put {prompt} where the prompt belongs")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: command}]", "c.yaml:2:14: error [spec missing-key]: 'command' is missing in self_tests[0] -> add command: a list: the program and its arguments")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: command, command: make it}]", "c.yaml:2:39: error [spec wrong-type]: self_tests[0].command: 'make it' is not a list of texts -> give a list of texts")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: command, command: [sh, [x]]}]", "c.yaml:2:44: error [spec wrong-type]: self_tests[0].command: a list is not a text -> give a text")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: command, command: [x], answer_file: ../../x}]", "c.yaml:2:57: error [spec not-allowed]: self_tests[0].answer_file: '../../x' is not the name of a file -> give letters, digits, '.', '-' and '_', at most 64, starting with a letter or digit")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: command, command: [x], files: [gone]}]", "c.yaml:2:51: error [spec missing-file]: self_tests[0].files: there is no file 'gone' -> give paths relative to this spec")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: command, command: [x], files: [d/answer.txt]}]", "c.yaml:2:39: error [spec conflict]: self_tests[0].command: two files of its folder have the name 'answer.txt' -> rename one of files, answer_file, test_file")]
    [InlineData("stages: [{model: a}]\nself_tests: [{test: json}]\ncalibration: gone\ncost: euros", "c.yaml:3:14: error [spec missing-file]: calibration: there is no file 'gone' -> give a path relative to this spec", "c.yaml:4:7: error [spec not-allowed]: cost: 'euros' is not known -> allowed: macs, bytes")]
    public void Read_Mistakes_AreNamedWithPlaceAndRemedy(string yaml, params string[] messages)
    {
        var result = CascadeSpecReader.Read(yaml, "c.yaml", name => name != "gone");

        Assert.Equal(messages, result.Diagnostics.Select(d => d.ToString()));
        Assert.Null(result.Spec);
    }

    private static CascadeSpec ReadValid(string yaml)
    {
        var result = CascadeSpecReader.Read(yaml, "c.yaml", _ => true);
        Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
        return result.Spec!;
    }
}
