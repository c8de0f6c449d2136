using HwAgent.Evals.Benchmarks;
using HwAgent.Evals.Rtllm;

namespace HwAgent.Evals.Tests.Rtllm;

/// <summary>Reading the official tree: five designs of it, and trees made wrong on purpose.</summary>
public sealed class RtllmBenchmarkTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("hwagent-rtllm-").FullName;

    [Fact]
    public void Read_OfficialTree_FindsDesignsAtEveryDepth()
    {
        var problems = new RtllmBenchmark().Read(GradingFixture.Data("rtllm-v2-sample"));
        Assert.Equal(["LIFObuffer", "accu", "adder_8bit", "fsm", "pe"], problems.Select(static problem => problem.Id));
        Assert.Equal(
            ["Memory/LIFO", "Arithmetic/Accumulator", "Arithmetic/Adder", "Control/Finite State Machine", "Miscellaneous/RISC-V"], problems.Select(static problem => problem.Category));
        var adder = problems[2];
        Assert.Equal(("adder_8bit", "verified_adder_8bit", "testbench"), (adder.Module, adder.ReferenceModule, adder.TestbenchTop));
        Assert.Contains("8-bit adder", adder.Prompt);
        // The module that is asked for has the name in the description, whatever the reference's is.
        Assert.Equal(("LIFObuffer", "LIFObuffer", "LIFObuffer_tb"), (problems[0].Module, problems[0].ReferenceModule, problems[0].TestbenchTop));
    }

    [Fact]
    public void Read_OtherNamesAndDataFiles_AreFoundByWhatIsInThem()
    {
        Design("A/deep/er/one", ("my_testbench.v", "module tb; reg a; wire y; one dut(a, y); endmodule"), ("verified_uno.v", "module part(input a, output y); endmodule\nmodule uno(input a, output y); part p(a, y); endmodule"), ("data.dat", "1f"));
        Design("two", ("testbench.v", "module helper; endmodule module t; reg a; wire y; two dut(a, y); helper h(); endmodule"), ("verified_two.v", "module two(input a, output y); endmodule"));
        var problems = new RtllmBenchmark().Read(root);
        Assert.Equal(["one", "two"], problems.Select(static problem => problem.Id));
        Assert.Equal(["A/deep/er", ""], problems.Select(static problem => problem.Category));
        Assert.Equal(["uno", "two"], problems.Select(static problem => problem.ReferenceModule));
        Assert.Equal(["tb", "t"], problems.Select(static problem => problem.TestbenchTop));
        Assert.Equal("1f"u8, problems[0].DataFiles["data.dat"]);
        Assert.Empty(problems[1].DataFiles);
    }

    [Fact]
    public void Read_NoDesigns_SaysWhatIsMissingAndWhereItComesFrom()
    {
        Assert.Contains("design_description.txt", Error(root));
        Assert.Contains("https://github.com/hkust-zhiyao/RTLLM", Error(Path.Combine(root, "nowhere")));
    }

    [Fact]
    public void Read_NoTestbench_NamesTheDesign()
    {
        Design("one", ("verified_one.v", "module one; endmodule"));
        Assert.Contains("The design one has no testbench", Error(root));
    }

    [Fact]
    public void Read_NoReference_NamesTheDesign()
    {
        Design("one", ("testbench.v", "module tb; one dut(); endmodule"));
        Assert.Contains("The design one has no verified design", Error(root));
    }

    [Fact]
    public void Read_TestbenchOfAnotherModule_NamesFileAndModule()
    {
        Design("one", ("testbench.v", "module tb; other dut(); third part(); endmodule"), ("verified_one.v", "module one; endmodule"));
        var message = Error(root);
        Assert.Contains("testbench.v", message);
        Assert.Contains("no instance of 'one'", message);
    }

    [Fact]
    public void Read_SameNameTwice_NamesBothPlaces()
    {
        foreach (var place in (string[])["A/one", "B/one"]) Design(place, ("testbench.v", "module tb; one dut(); endmodule"), ("verified_one.v", "module one; endmodule"));
        Assert.Contains("A and B", Error(root));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Design(string path, params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, path)).FullName;
        var name = Path.GetFileName(path);
        File.WriteAllText(Path.Combine(folder, "design_description.txt"), $"Module name:\n    {name}\n");
        foreach (var (file, text) in files) File.WriteAllText(Path.Combine(folder, file), text);
    }

    private static string Error(string folder) => Assert.Throws<BenchmarkDataException>(() => new RtllmBenchmark().Read(folder)).Message;
}
