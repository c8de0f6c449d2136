using System.Text.Json;
using HwAgent.Agent.Designers;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Agent.Tests.Designers;

public sealed class ProposalSchemaTests
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        IgnoreReadOnlyProperties = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    [Fact]
    public void Parameters_Names_AreThoseOfAcceleratorParameters()
    {
        var members = JsonSerializer.SerializeToElement(new AcceleratorParameters(), Snake).EnumerateObject().Select(p => p.Name);

        Assert.Equal(members, ProposalSchema.Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Parameters_Ranges_AreThoseOfTheValidation()
    {
        foreach (var field in ProposalSchema.Parameters)
        {
            var schema = JsonDocument.Parse(field.Schema).RootElement;
            if (schema.TryGetProperty("minimum", out var low))
            {
                var (least, most) = (low.GetInt32(), schema.GetProperty("maximum").GetInt32());
                Assert.Equal([false, true, true, false], new[] { least - 1, least, most, most + 1 }.Select(v => IsLegal(field.Name, v)));
            }
            else if (schema.GetProperty("type").GetString() == "integer")
            {
                var allowed = schema.GetProperty("enum").EnumerateArray().Select(v => v.GetInt32()).ToList();
                Assert.Equal(allowed, Enumerable.Range(0, 1000).Where(v => IsLegal(field.Name, v)));
            }
        }
    }

    [Theory]
    [InlineData]
    [InlineData("hwa_pe_os", "hwa_requantiser")]
    public void Reply_EveryObject_IsClosedAndListsAllMembers(params string[] units)
    {
        Closed(JsonDocument.Parse(ProposalSchema.Reply(units)).RootElement);

        static void Closed(JsonElement schema)
        {
            if (schema.TryGetProperty("properties", out var properties))
            {
                Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
                Assert.Equal(properties.EnumerateObject().Select(p => p.Name), schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()));
                foreach (var property in properties.EnumerateObject()) Closed(property.Value);
            }

            if (schema.TryGetProperty("items", out var items)) Closed(items);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Example_DefaultParameters_HasTheMembersOfTheSchema(bool hasUnits)
    {
        var schema = JsonDocument.Parse(ProposalSchema.Reply(hasUnits ? ["hwa_fifo"] : [])).RootElement;

        var example = JsonDocument.Parse(ProposalSchema.Example(new AcceleratorParameters(), hasUnits)).RootElement;

        Assert.Equal(schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()), example.EnumerateObject().Select(p => p.Name));
        Assert.Equal(ProposalSchema.Parameters.Select(p => p.Name), example.GetProperty("parameters").EnumerateObject().Select(p => p.Name));
    }

    /// <summary>Whether the validation says nothing about a parameter's own range; rules between parameters do not count.</summary>
    private static bool IsLegal(string name, int value)
    {
        var json = JsonSerializer.SerializeToNode(new AcceleratorParameters(), Snake)!.AsObject();
        json[name] = value;
        var code = "parameters." + name.Replace('_', '-');
        return AcceleratorParametersValidation.Validate(json.Deserialize<AcceleratorParameters>(Snake)!).All(d => d.Code != code || !d.Message.EndsWith($"is {value}.", StringComparison.Ordinal));
    }
}
