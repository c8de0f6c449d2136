using System.Text.RegularExpressions;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Tests.Rtl;

/// <summary>Every unit in every named configuration, as each tool sees it. The accelerator on top elaborates each unit with the parameters it really gets.</summary>
public sealed partial class AcceleratorTemplatesTests(RtlToolsFixture fixture)
{
    public static TheoryData<string> Configurations => [.. NamedConfigurations.All.Keys];

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Render_InVerilator_HasNoWarnings(string configuration)
    {
        var design = RtlToolsFixture.Trusted(AcceleratorTemplates.Render(NamedConfigurations.Get(configuration)));
        var result = await fixture.Tools.VerilatorLint.RunAsync(design, TestContext.Current.CancellationToken);
        Assert.True(result.Passed, string.Join('\n', result.Diagnostics));
        Assert.Empty(result.Diagnostics);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Render_InIcarus_HasNoWarnings(string configuration)
    {
        var design = RtlToolsFixture.Trusted(AcceleratorTemplates.Render(NamedConfigurations.Get(configuration)));
        var result = await fixture.Tools.IcarusLint.RunAsync(design, TestContext.Current.CancellationToken);
        Assert.Empty(result.Diagnostics);
    }

    /// <summary>Elaborated, processes turned into registers and multiplexers, checked: no latch, no signal without a driver, no loop, no warning.</summary>
    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Render_InYosys_HasNoLatchesLoopsOrUndrivenSignals(string configuration)
    {
        var (status, log) = await YosysElaboration.RunAsync(AcceleratorTemplates.Render(NamedConfigurations.Get(configuration)));
        Assert.True(status == 0, log[^Math.Min(log.Length, 2000)..]);
        Assert.DoesNotMatch(YosysFault(), log);
        Assert.Contains("Found and reported 0 problems.", log);
    }

    /// <summary>Each unit alone, as a designer who replaces it reads it.</summary>
    [Theory]
    [InlineData("tiny-os")]
    [InlineData("tiny-ws")]
    [InlineData("bare-os")]
    [InlineData("mixed-ws")]
    public async Task RenderUnit_AloneInVerilator_HasNoWarnings(string configuration)
    {
        var design = AcceleratorTemplates.Render(NamedConfigurations.Get(configuration));
        foreach (var source in design.Sources)
        {
            var module = source.Name[..^3];
            var checkedDesign = RtlToolsFixture.Trusted(new RtlDesign(module, [.. design.Sources.TakeWhile(s => s != source), source]));
            var result = await fixture.Tools.VerilatorLint.RunAsync(checkedDesign, TestContext.Current.CancellationToken);
            Assert.True(result.Diagnostics.Count == 0, $"{module}: {string.Join('\n', result.Diagnostics)}");
        }
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Render_Text_IsComplete(string configuration)
    {
        foreach (var source in AcceleratorTemplates.Render(NamedConfigurations.Get(configuration)).Sources)
        {
            Assert.DoesNotContain("{{ ", source.Text);
            Assert.DoesNotMatch(EmptyValue(), source.Text);
            Assert.DoesNotContain("\t", source.Text);
            Assert.Matches($@"(?m)^module {source.Name[..^3]}\b", source.Text);
            Assert.EndsWith("endmodule\n", source.Text.TrimEnd() + "\n");
        }
    }

    [Fact]
    public void RenderUnit_UnknownModule_NamesTheUnits()
    {
        var error = Assert.Throws<ArgumentException>(() => AcceleratorTemplates.RenderUnit("hwa_nothing", NamedConfigurations.Get("tiny-os")));
        Assert.Contains("hwa_requantiser", error.Message);
    }

    [GeneratedRegex(@"^.*(Warning:|ERROR:|Latch inferred).*$", RegexOptions.Multiline)]
    private static partial Regex YosysFault();

    // A value that came out empty: "parameter int X = ," or "8'd;" or "[-1:0]" or "* )".
    [GeneratedRegex(@"=\s*[,;)\n]\s*$|\d+'[sdbh]+[^0-9a-fA-F_s]|\[-1:0\]|\*\s*\)|\(\s*,", RegexOptions.Multiline)]
    private static partial Regex EmptyValue();
}
