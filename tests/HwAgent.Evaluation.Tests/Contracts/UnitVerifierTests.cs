using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Rtl;
using HwAgent.Evaluation.Tests.Rtl;

namespace HwAgent.Evaluation.Tests.Contracts;

/// <summary>The templates keep their contracts.</summary>
public sealed class UnitVerifierTests(RtlToolsFixture fixture)
{
    /// <summary>Every contract of the configurations that differ in kind; the large ones differ only in size.</summary>
    public static TheoryData<string, string> Templates
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var configuration in (string[])["tiny-os", "tiny-ws", "bare-os", "small-os-w4", "odd-os", "narrow-ws-w2", "mixed-ws"])
            {
                foreach (var contract in UnitContracts.All(NamedConfigurations.Get(configuration))) data.Add(contract.Module, configuration);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task VerifyAsync_Template_Passes(string module, string configuration)
    {
        var parameters = NamedConfigurations.Get(configuration);
        var design = new RtlDesign(module, [AcceleratorTemplates.RenderUnit(module, parameters)]);

        var result = await UnitVerifier.VerifyAsync(fixture.Tools, UnitContracts.Find(module, parameters)!, design, trusted: true, TestContext.Current.CancellationToken);

        Assert.True(result.Passed, string.Join('\n', result.Diagnostics.Select(finding => $"{finding}\n{finding.Excerpt}")));
        Assert.Equal(0, result.Mismatches);
        Assert.Null(result.First);
        Assert.Empty(result.Diagnostics);
        Assert.True(result.Vectors >= 100);
    }
}
