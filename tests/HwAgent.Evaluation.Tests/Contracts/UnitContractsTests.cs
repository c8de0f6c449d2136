using HwAgent.Evaluation.Contracts;

namespace HwAgent.Evaluation.Tests.Contracts;

public sealed class UnitContractsTests
{
    public static TheoryData<string, string> Contracts
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, parameters) in NamedConfigurations.All)
            {
                foreach (var contract in UnitContracts.All(parameters)) data.Add(contract.Module, name);
            }

            return data;
        }
    }

    [Theory]
    [InlineData("hwa_pe_os", "tiny-os", true)]
    [InlineData("hwa_pe_ws", "tiny-os", false)]
    [InlineData("hwa_pe_ws", "tiny-ws", true)]
    [InlineData("hwa_activation_table", "bare-os", false)]
    [InlineData("hwa_nothing", "tiny-os", false)]
    public void Find_Unit_IsThereWhenTheAcceleratorHasIt(string module, string configuration, bool exists) =>
        Assert.Equal(exists, UnitContracts.Find(module, NamedConfigurations.Get(configuration)) is not null);

    [Theory]
    [MemberData(nameof(Contracts))]
    public void ToText_Contract_SaysEverythingAndNothingOfTheTemplate(string module, string configuration)
    {
        var contract = UnitContracts.Find(module, NamedConfigurations.Get(configuration))!;
        var text = contract.ToText();
        foreach (var port in contract.Instances[0].Ports) Assert.Contains(port.Declaration, text);
        foreach (var part in (string[])[contract.Purpose, contract.Function, contract.Handshake, contract.ResetBehaviour]) Assert.Contains(part, text);
        Assert.Equal(0, contract.Tolerance);
        Assert.DoesNotContain("always_ff", text);
    }

    [Theory]
    [InlineData("hwa_fifo")]
    [InlineData("hwa_pe_os")]
    [InlineData("hwa_lane")]
    public void Vectors_SameSeed_AreTheSame(string module)
    {
        var instance = UnitContracts.Find(module, NamedConfigurations.Get("tiny-os"))!.Instances[0];
        var (one, two, other) = (instance.Vectors(1), instance.Vectors(1), instance.Vectors(2));
        Assert.Equal(one.Count, two.Count);
        Assert.All(Enumerable.Range(0, one.Count), v => Assert.All(one.Ports, port => Assert.Equal(one[v, port.Name], two[v, port.Name])));
        Assert.Contains(Enumerable.Range(0, Math.Min(one.Count, other.Count)), v => one.Ports.Any(port => one[v, port.Name] != other[v, port.Name]));
    }

    /// <summary>Units with a reset are reset in the middle of the stream, and with a handshake see both sides wait.</summary>
    [Theory]
    [MemberData(nameof(Contracts))]
    public void Vectors_OfUnit_ResetInMidStreamAndCheckEveryOutput(string module, string configuration)
    {
        foreach (var instance in UnitContracts.Find(module, NamedConfigurations.Get(configuration))!.Instances)
        {
            var trace = instance.Vectors(1);
            if (instance.Ports.Any(port => port.Name == UnitPort.Reset))
            {
                var resets = Enumerable.Range(1, trace.Count - 1).Count(v => trace[v, UnitPort.Reset] == 0 && trace[v - 1, UnitPort.Reset] == 1);
                Assert.True(resets >= 2, $"{module} is reset {resets} times in mid-stream");
            }

            foreach (var port in trace.Ports)
            {
                var values = Enumerable.Range(0, trace.Count).Select(v => trace[v, port.Name]).Where(value => value is not null).Distinct().Take(2).Count();
                Assert.True(values == (port.IsConstant ? 1 : 2), $"{port.Name} of {module} takes {values} values");
            }
        }
    }
}
