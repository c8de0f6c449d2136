using HwAgent.Dataflow.Formats.Native;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats;

/// <summary>Writes a problem as our own YAML; <see cref="ProblemReader"/> gives the same problem back.</summary>
public static class ProblemWriter
{
    public static string Write(TensorProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return ProblemWriting.Write(problem);
    }
}
