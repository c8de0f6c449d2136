using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_multiplier: combinational, so every pair of operands is tried, one a cycle.</summary>
internal static class MultiplierContract
{
    public static UnitContract Create(AcceleratorParameters parameters)
    {
        var bits = parameters.MaxWeightBits;
        return new UnitContract
        {
            Module = "hwa_multiplier",
            Purpose = "Multiplier of a processing element, apart from the sum.",
            Function = "product_o = act_i * weight_i, both signed, exact: -128 times the lowest weight is positive and fits.",
            Handshake = "Combinational: product_o belongs to the operands of the same cycle. There is no clock.",
            ResetBehaviour = "There is no reset and no state.",
            Instances =
            [
                new UnitInstance
                {
                    Parameters = [new UnitParameter("WeightBits", bits, "2, 4 or 8")],
                    Ports =
                    [
                        UnitPort.DataIn("act_i", 8, "activation", isSigned: true),
                        UnitPort.DataIn("weight_i", bits, "weight", isSigned: true),
                        UnitPort.Out("product_o", 8 + bits, "product", isSigned: true),
                    ],
                    Generate = trace => Generate(trace, -(1 << (bits - 1))),
                },
            ],
        };
    }

    private static void Generate(UnitTrace trace, int lowest)
    {
        // Operands in a random order, so that a state kept from one pair to the next shows.
        var pairs = new (int Activation, int Weight)[256 * -2 * lowest];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = (i % 256 - 128, i / 256 + lowest);
        for (var i = pairs.Length - 1; i > 0; i--)
        {
            var other = trace.Random.Next(i + 1);
            (pairs[i], pairs[other]) = (pairs[other], pairs[i]);
        }

        for (var i = 0; i < pairs.Length; i++)
        {
            trace.Set(i, "act_i", pairs[i].Activation);
            trace.Set(i, "weight_i", pairs[i].Weight);
            trace.Expect(i, "product_o", pairs[i].Activation * pairs[i].Weight);
        }
    }
}
