using System.Numerics;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_fifo.</summary>
internal static class FifoContract
{
    public static UnitContract Create(AcceleratorParameters parameters) => new()
    {
        Module = "hwa_fifo",
        Purpose = "First-in first-out queue with valid/ready on both sides.",
        Function = "Words leave in the order in which they came, each exactly once.",
        Handshake = "A word enters in a cycle with valid_i and ready_o, and leaves in a cycle with valid_o and ready_i. ready_o is 1 exactly when fewer than Depth words are inside, valid_o exactly when at least one "
            + "is; neither depends on the inputs of the same cycle. data_o shows the oldest word while valid_o is 1 and is open otherwise. A word that enters is seen at the output from the next cycle on. "
            + "Once offered, valid_i and data_i stay until taken; ready_i may come and go.",
        ResetBehaviour = "While rst_ni is 0 the queue is empty: valid_o is 0 and ready_o is 1, at once and without a clock edge. Words inside are lost; words offered under reset do not enter.",
        Instances = [Instance(128, AcceleratorParameters.QueueDepth), Instance(parameters.BusBits + 1, AcceleratorParameters.DataQueueDepth), Instance(1, 2)],
    };

    private static UnitInstance Instance(int width, int depth) => new()
    {
        Parameters = [new UnitParameter("Width", width, "1 or more"), new UnitParameter("Depth", depth, "a power of two, 2 or more")],
        Ports =
        [
            UnitPort.ClockIn(),
            UnitPort.ResetIn(),
            UnitPort.In("valid_i", 1, "a word is offered"),
            UnitPort.Out("ready_o", 1, "there is room"),
            UnitPort.DataIn("data_i", width, "the word offered"),
            UnitPort.Out("valid_o", 1, "there is a word"),
            UnitPort.In("ready_i", 1, "the word is taken"),
            UnitPort.Out("data_o", width, "the oldest word"),
        ],
        Generate = trace => new Model(trace, width, depth).Generate(),
    };

    private sealed class Model(UnitTrace trace, int width, int depth)
    {
        private readonly Queue<BigInteger> _words = [];
        private BigInteger? _offered;
        private int _at;

        public void Generate()
        {
            Reset(2);
            Run(2 * depth, 100, 0);     // fill, and go on offering
            Run(1, 100, 100);           // full: one leaves, none enters
            Run(3 * depth, 100, 100);
            Run(3 * depth, 0, 100);     // drain, and go on asking
            for (var i = 0; i < 4; i++)
            {
                Run(300, 90, 30);
                Run(300, 30, 90);
                Run(300, 50, 50);
                Reset(1 + i % 2);       // with words inside
            }

            Run(depth / 2, 100, 0);
            Reset(1);
            Run(10, 0, 100);
            Run(200, 100, 100);
        }

        private void Run(int cycles, int offerPercent, int takePercent)
        {
            for (; cycles > 0; cycles--, _at++)
            {
                if (_offered is null && trace.Chance(offerPercent)) _offered = trace.Noise(width);
                var takes = trace.Chance(takePercent);
                if (_offered is { } word)
                {
                    trace.Set(_at, "valid_i", 1);
                    trace.Set(_at, "data_i", word);
                }

                trace.Set(_at, "ready_i", takes);
                var room = _words.Count < depth;
                trace.Expect(_at, "ready_o", room);
                trace.Expect(_at, "valid_o", _words.Count > 0);
                if (_words.TryPeek(out var oldest)) trace.Expect(_at, "data_o", oldest);
                if (takes && _words.Count > 0) _words.Dequeue();
                if (!room || _offered is null) continue;
                _words.Enqueue(_offered.Value);
                _offered = null;
            }
        }

        private void Reset(int cycles)
        {
            _words.Clear();
            trace.Reset(_at, cycles);
            for (; cycles > 0; cycles--, _at++)
            {
                trace.Set(_at, "valid_i", trace.Chance(50));
                trace.Set(_at, "ready_i", trace.Chance(50));
                trace.Expect(_at, "ready_o", 1);
                trace.Expect(_at, "valid_o", 0);
            }
        }
    }
}
