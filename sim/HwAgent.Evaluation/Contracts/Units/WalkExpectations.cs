using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>States the reads and markers of a walk, which the walk units and the controller share.</summary>
internal sealed class WalkExpectations(UnitTrace trace, AcceleratorParameters p)
{
    /// <summary>Cycles from a read to its marker.</summary>
    private const int MarkerDelay = 2;

    private static readonly string[] OutputStationary = ["step_valid_o"];
    private static readonly string[] WeightStationary = ["step_first_o", "load_o", "load_first_o"];

    /// <summary>Nothing is walked in these cycles.</summary>
    public void Idle(int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            trace.Expect(at, "busy_o", 0);
            trace.Expect(at, "act_re_o", 0);
            trace.Expect(at, "weight_re_o", 0);
            foreach (var marker in p.IsOutputStationary ? OutputStationary : WeightStationary) trace.Expect(at, marker, 0);
        }
    }

    /// <summary>One cycle of a walk; markers that fall behind the end of the stretch never come.</summary>
    public void Walk(int at, int end, in WalkCycle cycle, in Instruction instruction)
    {
        trace.Expect(at, "busy_o", cycle.Steps);
        trace.Expect(at, "act_re_o", cycle.ActivationWord is not null);
        trace.Expect(at, "weight_re_o", cycle.WeightWord is not null);
        trace.ExpectIfKnown(at, "act_addr_o", cycle.ActivationWord);
        trace.ExpectIfKnown(at, "weight_addr_o", cycle.WeightWord);
        if (cycle.Steps) trace.Expect(at, "act_pick_o", cycle.ActivationPick);
        if (p.IsOutputStationary ? cycle.Steps : cycle.Loads)
        {
            trace.Expect(at, "weight_pick_o", cycle.WeightPick);
            trace.Expect(at, "weight_format_o", BitOperations.Log2(8u / (uint)instruction.WeightBits));
        }

        if (at + MarkerDelay >= end) return;
        if (p.IsOutputStationary)
        {
            trace.Expect(at + MarkerDelay, "step_valid_o", cycle.Steps);
            if (!cycle.Steps) return;
            trace.Expect(at + MarkerDelay, "step_first_o", cycle.IsFirst);
            trace.Expect(at + MarkerDelay, "step_last_o", cycle.IsLast);
            return;
        }

        trace.Expect(at + MarkerDelay, "step_first_o", cycle.IsFirst);
        trace.Expect(at + MarkerDelay, "load_o", cycle.Loads);
        trace.Expect(at + MarkerDelay, "load_first_o", cycle.IsFirstLoad);
    }
}
