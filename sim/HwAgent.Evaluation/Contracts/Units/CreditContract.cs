using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_credit.</summary>
internal static class CreditContract
{
    /// <summary>Two buffers stand behind a counter.</summary>
    private const int Most = 2;

    public static UnitContract Create(AcceleratorParameters parameters) => new()
    {
        Module = "hwa_credit",
        Purpose = "Token counter that orders two engines: one side gives, the other takes.",
        Function = "count = Initial + tokens given - tokens taken, 0 to 2; available_o = (count > 0).",
        Handshake = "A cycle with give_i adds a token, one with take_i removes one, both together leave the count. A token given in one cycle is available in the next; available_o does not depend on the inputs "
            + "of the same cycle. A token is never taken while available_o is 0, and never given when two are there, unless one is taken in the same cycle.",
        ResetBehaviour = "While rst_ni is 0 the count is Initial, at once and without a clock edge.",
        Instances = [Instance(2), Instance(1), Instance(0)],
    };

    private static UnitInstance Instance(int initial) => new()
    {
        Parameters = [new UnitParameter("Initial", initial, "0 to 2")],
        Ports =
        [
            UnitPort.ClockIn(),
            UnitPort.ResetIn(),
            UnitPort.In("give_i", 1, "add a token"),
            UnitPort.In("take_i", 1, "remove a token"),
            UnitPort.Out("available_o", 1, "there is a token"),
        ],
        Generate = trace => Generate(trace, initial),
    };

    private static void Generate(UnitTrace trace, int initial)
    {
        var count = initial;
        for (var at = 0; at < 2000; at++)
        {
            if (at < 2 || trace.Random.Next(100) == 0)
            {
                count = initial;
                trace.Reset(at, 1);
                trace.Set(at, "give_i", trace.Chance(50));
                trace.Set(at, "take_i", trace.Chance(50));
                trace.Expect(at, "available_o", count > 0);
                continue;
            }

            trace.Expect(at, "available_o", count > 0);
            // Long stretches that mostly give or mostly take reach both ends.
            var takes = count > 0 && trace.Chance(at % 64 < 32 ? 30 : 70);
            var gives = (count < Most || takes) && trace.Chance(at % 64 < 32 ? 70 : 30);
            trace.Set(at, "give_i", gives);
            trace.Set(at, "take_i", takes);
            count += (gives ? 1 : 0) - (takes ? 1 : 0);
        }
    }
}
