using System.Numerics;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;
using HwAgent.Evaluation.Rtl;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>Contract of hwa_sequencer.</summary>
internal static class SequencerContract
{
    public static UnitContract Create(AcceleratorParameters parameters) => new()
    {
        Module = "hwa_sequencer",
        Purpose = "Takes the instruction stream in order and hands each instruction to the queue of its engine.",
        Function = "Bits 3..0 are the operation: 1 LOAD and 2 STORE go to the memory queue, 3 MATMUL to the array queue, 15 HALT raises done_o for good; any other operation is taken and does nothing.",
        Handshake = "Valid/ready on all three sides. inst_ready_o is 1 when the instruction at inst_i can be taken in this cycle: its queue has room (QueueDepth words, as in hwa_fifo), or it is a HALT and both queues are "
            + "empty and both engines idle, or it does nothing; after HALT it is 0. It depends on inst_i and the idle inputs in the same cycle, and is open without inst_valid_i. An instruction appears at its queue's output "
            + "from the next cycle on and stays until taken.",
        ResetBehaviour = "While rst_ni is 0 both queues are empty and done_o is 0, at once and without a clock edge.",
        Instances =
        [
            new UnitInstance
            {
                Parameters = [new UnitParameter("QueueDepth", AcceleratorParameters.QueueDepth, "a power of two, 2 or more")],
                Ports =
                [
                    UnitPort.ClockIn(),
                    UnitPort.ResetIn(),
                    UnitPort.In("inst_valid_i", 1, "an instruction is offered"),
                    UnitPort.Out("inst_ready_o", 1, "it can be taken"),
                    UnitPort.DataIn("inst_i", 128, "the instruction"),
                    UnitPort.Out("mem_valid_o", 1, "the memory queue has an instruction"),
                    UnitPort.In("mem_ready_i", 1, "the memory engine takes it"),
                    UnitPort.Out("mem_inst_o", 128, "the oldest instruction of the memory queue"),
                    UnitPort.Out("array_valid_o", 1, "the array queue has an instruction"),
                    UnitPort.In("array_ready_i", 1, "the array controller takes it"),
                    UnitPort.Out("array_inst_o", 128, "the oldest instruction of the array queue"),
                    UnitPort.In("mem_idle_i", 1, "the memory engine has nothing under way"),
                    UnitPort.In("array_idle_i", 1, "the array controller has nothing under way"),
                    UnitPort.Out("done_o", 1, "the program is done"),
                ],
                Generate = trace => new Model(trace).Generate(),
            },
        ],
        AllowedSubmodules = ["hwa_fifo"],
        Surroundings = [AcceleratorTemplates.RenderUnit("hwa_fifo", parameters)],
    };

    private sealed class Model(UnitTrace trace)
    {
        private readonly Queue<BigInteger> _memory = [];
        private readonly Queue<BigInteger> _array = [];
        private BigInteger? _offered;
        private bool _done;
        private int _at;

        public void Generate()
        {
            foreach (var (length, memoryPercent, arrayPercent) in ((int, int, int)[])[(40, 0, 0), (300, 30, 30), (300, 5, 90), (300, 90, 5), (600, 60, 60)])
            {
                Reset(1 + trace.Random.Next(2));
                for (var i = 0; i < length; i++) Cycle(memoryPercent, arrayPercent, haltPercent: 2);
                // To the end: HALT waits for both queues and both engines, then nothing is taken any more.
                for (var i = 0; i < 120; i++) Cycle(memoryPercent + 10, arrayPercent + 10, haltPercent: 30);
            }
        }

        private void Cycle(int memoryPercent, int arrayPercent, int haltPercent)
        {
            if (_offered is null && trace.Chance(80))
            {
                var operation = trace.Chance(haltPercent) ? (int)Opcode.Halt : trace.Chance(10) ? trace.Random.Next(15) : 1 + trace.Random.Next(3);
                _offered = trace.Noise(124) << 4 | operation;
            }

            var (memoryIdle, arrayIdle) = (trace.Chance(70), trace.Chance(70));
            var (memoryReady, arrayReady) = (trace.Chance(memoryPercent), trace.Chance(arrayPercent));
            trace.Set(_at, "mem_idle_i", memoryIdle);
            trace.Set(_at, "array_idle_i", arrayIdle);
            trace.Set(_at, "mem_ready_i", memoryReady);
            trace.Set(_at, "array_ready_i", arrayReady);
            trace.Expect(_at, "done_o", _done);
            Show("mem", _memory);
            Show("array", _array);
            var taken = _offered is { } offered && Offer(offered, memoryIdle && arrayIdle);
            if (memoryReady && _memory.Count > 0) _memory.Dequeue();
            if (arrayReady && _array.Count > 0) _array.Dequeue();
            if (taken) Take();
            _at++;
        }

        private bool Offer(BigInteger instruction, bool idle)
        {
            var room = (Opcode)(int)(instruction & 15) switch
            {
                Opcode.Load or Opcode.Store => _memory.Count < AcceleratorParameters.QueueDepth,
                Opcode.Matmul => _array.Count < AcceleratorParameters.QueueDepth,
                Opcode.Halt => idle && _memory.Count == 0 && _array.Count == 0,
                _ => true,
            };
            trace.Set(_at, "inst_valid_i", 1);
            trace.Set(_at, "inst_i", instruction);
            trace.Expect(_at, "inst_ready_o", room && !_done);
            return room && !_done;
        }

        private void Take()
        {
            switch ((Opcode)(int)(_offered!.Value & 15))
            {
                case Opcode.Load or Opcode.Store: _memory.Enqueue(_offered.Value); break;
                case Opcode.Matmul: _array.Enqueue(_offered.Value); break;
                case Opcode.Halt: _done = true; break;
            }

            _offered = null;
        }

        private void Show(string queue, Queue<BigInteger> words)
        {
            trace.Expect(_at, $"{queue}_valid_o", words.Count > 0);
            if (words.TryPeek(out var word)) trace.Expect(_at, $"{queue}_inst_o", word);
        }

        private void Reset(int cycles)
        {
            _memory.Clear();
            _array.Clear();
            (_offered, _done) = (null, false);
            trace.Reset(_at, cycles);
            for (; cycles > 0; cycles--, _at++)
            {
                trace.Expect(_at, "done_o", 0);
                trace.Expect(_at, "mem_valid_o", 0);
                trace.Expect(_at, "array_valid_o", 0);
            }
        }
    }
}
