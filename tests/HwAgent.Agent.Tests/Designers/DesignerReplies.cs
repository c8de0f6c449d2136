using System.Text.Json;
using System.Text.Json.Nodes;
using HwAgent.Agent.Tests.Llm;

namespace HwAgent.Agent.Tests.Designers;

using Reply = Func<ReceivedRequest, Stream, CancellationToken, Task>;

/// <summary>What a model says in these tests.</summary>
internal static class DesignerReplies
{
    /// <summary>A 4x4 array with a 64-bit port and small buffers, which runs the tiny workload.</summary>
    public static string SmallParameters { get; } = """
        {"dataflow": "output_stationary", "rows": 4, "columns": 4, "bus_bits": 64, "max_weight_bits": 8, "min_weight_bits": 8, "activation_words": 16, "weight_words": 32,
         "accumulator_rows": 32, "output_rows": 32, "parameter_tiles": 2, "has_table": false, "has_residual": false}
        """;

    /// <summary>A reply with parameters; members of <paramref name="change"/> replace those of <see cref="SmallParameters"/>.</summary>
    public static string Parameters(string change = "{}", string mappings = "null")
    {
        var parameters = JsonNode.Parse(SmallParameters)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) parameters[name] = value?.DeepClone();
        return $$"""{"kind": "parameters", "rationale": "A small array is enough.", "parameters": {{parameters.ToJsonString()}}, "mappings": {{mappings}}, "unit": null, "rtl": null}""";
    }

    /// <summary>A reply with RTL inside the JSON object.</summary>
    public static string Unit(string unit, string rtl) =>
        $$"""{"kind": "unit", "rationale": "A shallower unit.", "parameters": null, "mappings": null, "unit": "{{unit}}", "rtl": {{JsonSerializer.Serialize(rtl)}}}""";

    public static string Fenced(string rtl) => $"The sum is split.\n```systemverilog\n{rtl}\n```\n";

    /// <summary>The requantiser written in another way than the template: one shift with a guard bit, and a range check on the upper bits.</summary>
    public static string Requantiser(string carry = "wide[0]") => $$$"""
        module hwa_requantiser #(
          parameter int OutBits = 8
        ) (
          input  logic                      clk_i,
          input  logic signed [31:0]        sum_i,
          input  logic [15:0]               multiplier_i,
          input  logic [5:0]                shift_i,
          output logic signed [OutBits-1:0] data_o
        );
          logic signed [48:0] product_q, rounded;
          logic signed [49:0] wide;
          logic [5:0]         shift_q;
          logic               fits;
          logic signed [OutBits-1:0] data_q;

          assign wide    = $signed({product_q, 1'b0}) >>> shift_q;
          assign rounded = $signed(wide[49:1]) + $signed({48'd0, {{{carry}}}});
          assign fits    = &rounded[48:OutBits-1] | ~(|rounded[48:OutBits-1]);

          always_ff @(posedge clk_i) begin
            product_q <= sum_i * $signed({1'b0, multiplier_i});
            shift_q   <= shift_i;
            data_q    <= fits ? rounded[OutBits-1:0] : {rounded[48], {(OutBits-1){~rounded[48]}} };
          end

          assign data_o = data_q;
        endmodule
        """;

    /// <summary>Negative halves go down instead of up.</summary>
    public static string WrongRequantiser => Requantiser("wide[0] & ~product_q[48]");

    /// <summary>A streamed reply that calls tools.</summary>
    public static Reply Calls(params (string Name, string Arguments)[] calls) => Serve.Stream(
        [.. calls.Select((call, index) => Chunk($$$"""
            {"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":{{{index}}},"id":"call_{{{index}}}","type":"function","function":{"name":"{{{call.Name}}}","arguments":{{{JsonSerializer.Serialize(call.Arguments)}}}}}]},"finish_reason":null}
            """)), Chunk("""{"index":0,"delta":{},"finish_reason":"tool_calls"}"""), "[DONE]"]);

    private static string Chunk(string choice) => $$"""{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{{choice}}]}""";
}
