using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Rtl;
using HwAgent.Evaluation.Tests.Rtl;

namespace HwAgent.Evaluation.Tests.Contracts;

/// <summary>The contracts are only worth what they reject.</summary>
public sealed class UnitMutationTests(RtlToolsFixture fixture)
{
    public static TheoryData<string, string, string> Mutants
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var mutant in UnitMutant.All) data.Add(mutant.Module, mutant.Configuration, mutant.Fault);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public async Task VerifyAsync_Mutant_IsRejectedBySimulation(string module, string configuration, string fault)
    {
        var mutant = UnitMutant.All.Single(m => m.Module == module && m.Configuration == configuration && m.Fault == fault);
        var parameters = NamedConfigurations.Get(configuration);
        var template = AcceleratorTemplates.RenderUnit(module, parameters);
        Assert.Contains(mutant.From, template.Text);
        var faulty = new RtlDesign(module, [template with { Text = template.Text.Replace(mutant.From, mutant.To) }]);

        var result = await UnitVerifier.VerifyAsync(fixture.Tools, UnitContracts.Find(module, parameters)!, faulty, trusted: true, TestContext.Current.CancellationToken);

        Assert.False(result.Passed);
        Assert.True(result.First is not null, "rejected before simulation: " + string.Join('\n', result.Diagnostics));
        Assert.InRange(result.Mismatches, 1, result.Vectors);
        Assert.NotEqual(result.First.Expected, result.First.Actual);
    }

    /// <summary>Every unit that has a contract has faults to be caught.</summary>
    [Fact]
    public void All_Contracts_HaveAtLeastTwoMutants() =>
        Assert.DoesNotContain(UnitContracts.Modules, module => UnitMutant.All.Count(mutant => mutant.Module == module) < 2);
}
