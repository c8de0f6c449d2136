using System.Runtime.CompilerServices;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Specification;

public class ExamplesTests
{
    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "examples"));

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder(), "*.yaml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_Example_IsValidAndHasOperators(string name)
    {
        var result = DesignSpecReader.Read(File.ReadAllText(Path.Combine(Folder(), name)), name);

        Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
        Assert.Equal(Path.GetFileNameWithoutExtension(name), result.Spec!.Name);
        Assert.NotEmpty(WorkloadResolver.Resolve(result.Spec.Workload).MatrixProducts);
        Assert.Equal(result.Spec, DesignSpecReader.Read(result.Spec.ToYaml(), name).Spec);
    }

    [Fact]
    public void Names_OfTheExamples_AreTheDocumentedOnes() =>
        Assert.Equal(["bert-base-edge.yaml", "gemm.yaml", "llama3-8b-decode.yaml", "tinyllava.yaml", "vit-base.yaml"], Names.Select(n => n.Data));
}
