using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Results;

namespace HwAgent.Evals.Tests.Results;

public sealed class ResultsCsvTests
{
    [Fact]
    public void Write_HostileReason_IsOneQuotedFieldAndNoFormula()
    {
        var finding = new Diagnostic("icarus", DiagnosticSeverity.Error, "x", "a \"quoted\", long\nmessage");
        var lines = ResultsCsv.Write(EvalFixtures.Result(EvalFixtures.Settings, EvalFixtures.Sample("=cmd()", 0, passed: false, diagnostics: finding)));

        Assert.StartsWith("problem,category,sample,official,", lines);
        Assert.Contains("\n'=cmd(),,1,0,R,failed,mismatch,\"mismatch: a \"\"quoted\"\", long\nmessage\",icarus,20,3,1,designer_finished,test,0,0,0,0,\n", lines);
    }
}
