using HwAgent.Agent.Solving;
using HwAgent.Evals.Solvers;

namespace HwAgent.Evals.Tests.Solvers;

public sealed class SampleFileSolverTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hwagent-tests-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Prob001_zero/Prob001_zero_sample01.sv", "Prob001_zero", 0, true)]
    [InlineData("Prob001_zero/Prob001_zero_sample01.sv", "Prob001_zero", 1, false)]
    [InlineData("Prob001_zero/Prob001_zero_sample12.sv", "Prob001_zero", 11, true)]
    [InlineData("Prob001_zero.sv", "Prob001_zero", 0, true)]
    [InlineData("Prob001_zero.sv", "Prob001_zero", 1, false)]
    [InlineData("Arithmetic/adder/adder_sample01.v", "Arithmetic/adder", 0, true)]
    [InlineData("adder.v", "Arithmetic/adder", 0, true)]
    public async Task SolveAsync_Layouts_FindTheAnswer(string file, string problem, int sample, bool found)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "module m; endmodule", TestContext.Current.CancellationToken);

        var solution = await new SampleFileSolver(folder).SolveAsync(new RtlTask(problem, "", "m", null), sample, TestContext.Current.CancellationToken);

        Assert.Equal(found ? "module m; endmodule" : null, solution.Code);
    }
}
