using HwAgent.Evals.Benchmarks;
using HwAgent.Evals.VerilogEval;
using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Probing;

namespace HwAgent.Evals.Tests.VerilogEval;

public sealed class VerilogEvalBenchmarkTests(BenchmarkFixture fixture)
{
    [Theory]
    [InlineData("spec-to-rtl", 156, "TopModule")]
    [InlineData("code-complete", 156, "TopModule")]
    [InlineData("v1-human", 156, "top_module")]
    [InlineData("v1-machine", 143, "top_module")]
    public void Read_OfficialData_GivesEveryProblemWhole(string set, int count, string module)
    {
        var problems = BenchmarkFixture.Problems(set);

        Assert.Equal(count, problems.Count);
        Assert.Equal(problems.Select(static problem => problem.Id).Order(StringComparer.Ordinal), problems.Select(static problem => problem.Id));
        Assert.Equal(count, problems.Select(static problem => problem.Id).Distinct().Count());
        Assert.All(problems, problem =>
        {
            Assert.Equal(module, problem.Module);
            Assert.NotEmpty(problem.Prompt.Trim());
            Assert.Equal(set != "spec-to-rtl", problem.Header is not null);
            Assert.NotNull(ModuleInterface.Read(ReferenceAnswer.Of(problem), module));
            if (problem.Header is { } header) Assert.NotNull(ModuleInterface.Read(header, module));
            Assert.NotNull(SampleRecorderOf(problem));
        });
    }

    [Theory]
    [InlineData("spec-to-rtl", "v2")]
    [InlineData("spec-to-rtl", "v2/dataset_spec-to-rtl")]
    [InlineData("code-complete", "v2/dataset_code-complete-iccad2023")]
    [InlineData("v1-human", "v1")]
    [InlineData("v1-human", "v1/data")]
    public void Read_FolderNearer_IsTheSame(string set, string folder) =>
        Assert.Equal(BenchmarkFixture.Problems(set), new VerilogEvalBenchmark(set).Read(Path.Combine(BenchmarkFixture.VerilogEval, folder)));

    [Fact]
    public void Read_OtherFolder_SaysWhatIsMissing()
    {
        var exception = Assert.Throws<BenchmarkDataException>(() => new VerilogEvalBenchmark("spec-to-rtl").Read(fixture.Folder));

        Assert.Contains("dataset_spec-to-rtl", exception.Message, StringComparison.Ordinal);
        Assert.Contains("github.com/NVlabs/verilog-eval", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ProblemWithoutPrompt_NamesTheFile()
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, "torn")).FullName;
        File.WriteAllText(Path.Combine(folder, "Prob001_x_test.sv"), "module tb; endmodule");
        File.WriteAllText(Path.Combine(folder, "Prob001_x_ref.sv"), "module RefModule; endmodule");

        var exception = Assert.Throws<BenchmarkDataException>(() => new VerilogEvalBenchmark("spec-to-rtl").Read(folder));

        Assert.EndsWith("Prob001_x_prompt.txt", exception.Diagnostic.File, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"task_id\": \"a\"}", "prompt")]
    [InlineData("{\"task_id\": \"../a\", \"prompt\": \"\"}", "no plain name")]
    [InlineData("{\"task_id\": \"b\", \"prompt\": \"\", \"canonical_solution\": \"\", \"test\": \"\"}", "no description")]
    public void Read_WrongLine_NamesFileAndLine(string line, string message)
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, "v1-" + Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllText(Path.Combine(folder, "VerilogDescription_Human.jsonl"), "{\"task_id\": \"a\", \"detail_description\": \"words\"}\n");
        File.WriteAllText(Path.Combine(folder, "VerilogEval_Human.jsonl"), $"{{\"task_id\": \"a\", \"prompt\": \"m\", \"canonical_solution\": \"\", \"test\": \"\"}}\n{line}\n");

        var exception = Assert.Throws<BenchmarkDataException>(() => new VerilogEvalBenchmark("v1-human").Read(folder));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("VerilogEval_Human.jsonl", exception.Diagnostic.File, StringComparison.Ordinal);
        Assert.Equal(2, exception.Diagnostic.Line);
    }

    [Fact]
    public void Constructor_UnknownSet_NamesTheSets() =>
        Assert.Contains("v1-machine", Assert.Throws<ArgumentException>(static () => new VerilogEvalBenchmark("v3")).Message, StringComparison.Ordinal);

    /// <summary>Every testbench is of the family that the recorder knows.</summary>
    private static string? SampleRecorderOf(RtlProblem problem) => problem.Testbench.Contains("stats1.clocks++;", StringComparison.Ordinal) ? problem.Id : null;
}
