using HwAgent.Agent.Solving;
using HwAgent.Evals.Benchmarks;
using HwAgent.Evals.Repair;

namespace HwAgent.Evals.Tests.Repair;

/// <summary>Reading the data of RTLFixer, and files made wrong on purpose.</summary>
public sealed class RepairBenchmarkTests : IDisposable
{
    private const string Good = """{"index": 7, "task_id": "wire", "solution": "assign out = in;\nendmodule", "compiler_error": NaN, "simulate_error": "Mismatches: 3 in 20 samples", "prompt": "module top_module(\n\tinput in,\n\toutput out);\n", "canonical_solution": "endmodule", "test": "module tb; endmodule", "detail_description": "NaN, a \"wire\""}""";

    private readonly string file = Path.GetTempFileName();

    [Theory]
    [InlineData("verilogeval-syntax.jsonl", 87, FaultKind.Compile, 87)]
    [InlineData("verilogeval-simulate.jsonl", 174, FaultKind.Mismatch, 173)]
    public void ReadFaulty_Data_HasTheTasksOfVerilogEval(string name, int count, FaultKind kind, int ofKind)
    {
        var path = GradingFixture.Data("rtlfixer/" + name);
        var samples = new RepairBenchmark().ReadFaulty(path);
        Assert.Equal(count, samples.Count);
        Assert.Equal(ofKind, samples.Count(sample => sample.Logged == kind));
        // Each line carries its task; it is that of the official file.
        Assert.Equal(samples.Select(static sample => sample.Problem), new RepairBenchmark(GradingFixture.Data("verilog-eval/v1")).Read(path));
    }

    [Fact]
    public void ReadFaulty_Sample_IsAModuleAndItsLog()
    {
        var sample = Assert.Single(Read(Good));
        Assert.Equal(("wire_7", "wire", FaultKind.Mismatch, 3), (sample.Problem.Id, sample.Original, sample.Logged, sample.LoggedMismatches));
        Assert.Equal(new FaultyRtl("module top_module(\n\tinput in,\n\toutput out);\n\nassign out = in;\nendmodule", "Mismatches: 3 in 20 samples"), sample.Faulty);
        Assert.Equal("NaN, a \"wire\"", sample.Problem.Prompt);
    }

    [Fact]
    public void ReadFaulty_SolutionWithItsHeader_StaysAsItIs() =>
        Assert.Equal("module top_module(); endmodule", Assert.Single(Read(Good.Replace("assign out = in;\\nendmodule", "module top_module(); endmodule", StringComparison.Ordinal))).Faulty.Code);

    [Fact]
    public async Task Faulty_ProblemThatWasRead_IsWhatTheSolverGets()
    {
        var benchmark = new RepairBenchmark();
        File.WriteAllText(file, Good);
        var problem = Assert.Single(benchmark.Read(file));
        var task = new RtlTask(problem.Id, problem.Prompt, problem.Module, problem.Header) { Faulty = benchmark.Faulty(problem) };
        var solution = await new FaultySolver().SolveAsync(task, 0, TestContext.Current.CancellationToken);
        Assert.Equal(benchmark.Faulty(problem).Code, solution.Code);
        Assert.Throws<InvalidOperationException>(() => benchmark.Faulty(problem with { Id = "other_1" }));
    }

    [Theory]
    [InlineData("{", 1, "no JSON")]
    [InlineData("[]", 1, "no JSON object")]
    [InlineData("{}", 1, "task_id")]
    [InlineData("""{"task_id": "../a", "index": 1}""", 1, "no plain name")]
    [InlineData(Good + "\n\n" + Good, 3, "wire_7 is in the file twice")]
    public void ReadFaulty_WrongLine_NamesFileAndLine(string text, int line, string message)
    {
        var diagnostic = Error(text);
        Assert.Equal((file, line), (diagnostic.File, diagnostic.Line));
        Assert.Contains(message, diagnostic.Message);
    }

    [Theory]
    [InlineData("\"index\": 7", "\"index\": \"7\"", "index")]
    [InlineData("\"Mismatches: 3 in 20 samples\"", "NaN", "neither a compiler_error nor a simulate_error")]
    [InlineData("\"test\"", "\"tests\"", "test")]
    public void ReadFaulty_WrongField_NamesIt(string text, string wrong, string message) => Assert.Contains(message, Error(Good.Replace(text, wrong, StringComparison.Ordinal)).Message);

    [Fact]
    public void ReadFaulty_TaskThatVerilogEvalDoesNotHave_IsNamed()
    {
        File.WriteAllText(file, Good.Replace("\"wire\",", "\"wires\",", StringComparison.Ordinal));
        var exception = Assert.Throws<BenchmarkDataException>(() => new RepairBenchmark(GradingFixture.Data("verilog-eval/v1")).Read(file));
        Assert.Contains("The task wires is not among the problems", exception.Message);
    }

    [Fact]
    public void ReadFaulty_NoFile_SaysSo() => Assert.Contains("does not exist", Assert.Throws<BenchmarkDataException>(() => new RepairBenchmark().Read(file + ".none")).Message);

    public void Dispose() => File.Delete(file);

    private IReadOnlyList<FaultyProblem> Read(string text)
    {
        File.WriteAllText(file, text);
        return new RepairBenchmark().ReadFaulty(file);
    }

    private HwAgent.Core.Diagnostics.Diagnostic Error(string text) => Assert.Throws<BenchmarkDataException>(() => Read(text)).Diagnostic;
}
