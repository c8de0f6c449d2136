using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Grading;

/// <summary>How a benchmark itself compiles and judges an answer.</summary>
public interface IOfficialRule
{
    /// <summary>Name and version: part of cache keys.</summary>
    string Name { get; }

    /// <summary>The files in the order in which the benchmark compiles them.</summary>
    /// <param name="problem">The task.</param>
    /// <param name="testbench">Text of its testbench, as it is or with a recorder in it.</param>
    /// <param name="reference">Text of its reference, as it is or rewritten for the simulator.</param>
    /// <param name="answer">Text of the answer.</param>
    IReadOnlyList<RtlSource> Files(RtlProblem problem, string testbench, string reference, string answer);

    /// <summary>The verdict and the benchmark's own word for it.</summary>
    (bool Passed, string Reason) Judge(BenchRun run, string answer);
}
