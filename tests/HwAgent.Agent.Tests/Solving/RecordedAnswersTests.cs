using System.Runtime.CompilerServices;
using System.Text.Json;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;

namespace HwAgent.Agent.Tests.Solving;

/// <summary>Answers that language models really gave, with the headers they were to continue: the RTLFixer data beside the repository.</summary>
public sealed class RecordedAnswersTests
{
    [Theory]
    [InlineData("verilogeval-syntax.jsonl", 87)]
    [InlineData("verilogeval-simulate.jsonl", 174)]
    public void Read_RecordedAnswers_AllHoldTheModule(string file, int records)
    {
        var read = 0;
        foreach (var line in File.ReadLines(Path.Combine(Folder(), file)))
        {
            // The data is written by Python, which writes NaN for a missing value.
            using var json = JsonDocument.Parse(line.Replace(": NaN", ": null", StringComparison.Ordinal));
            var (header, solution) = (json.RootElement.GetProperty("prompt").GetString()!, json.RootElement.GetProperty("solution").GetString()!);

            var answer = AnswerReader.Read(new ChatReply(solution, [], new ChatUsage(0, 0, 0, null), "stop"), new RtlTask("p", "As asked.", "top_module", header));

            Assert.True(answer.Code is not null, $"{file}:{read + 1}: {string.Join("; ", answer.Diagnostics)}\n{solution}");
            Assert.Single(RtlReply.All($"```\n{answer.Code}```"), m => m is { Name: "top_module", IsComplete: true });
            read++;
        }

        Assert.Equal(records, read);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "shared", "data", "rtlfixer"));
}
