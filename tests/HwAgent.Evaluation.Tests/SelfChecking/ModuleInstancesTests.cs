using HwAgent.Evaluation.SelfChecking;

namespace HwAgent.Evaluation.Tests.SelfChecking;

public sealed class ModuleInstancesTests
{
    [Fact]
    public void In_Text_FindsInstancesAndNothingElse()
    {
        const string text = """
            module tb;
              // old uut (a);  instantiate the module
              adder #(.Width(8 + (2))) uut (.a(a), .b(b));
              mux m0 (x), m1 (y);
              function integer f (input integer v); f = v; endfunction
              task t (input integer v); endtask
              initial begin $display("counter c0 (", f(1)); t(2); end
            endmodule
            """;
        Assert.Equal(["adder", "mux"], ModuleInstances.In(text));
    }
}
