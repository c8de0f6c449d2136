using HwAgent.Cli.Runs;
using HwAgent.Core.Cascades;
using HwAgent.Dataflow.Specification.Cascades;
using HwAgent.Toolchain.Checks;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Cli.Cascades;

/// <summary>Makes the self-tests that a cascade names. What they run is found before any model is loaded.</summary>
internal static class SelfTests
{
    /// <param name="file">The cascade.</param>
    /// <param name="sandbox">Where commands run.</param>
    /// <exception cref="CommandLine.CommandException">A program or file of a command is not there.</exception>
    public static IReadOnlyList<ISelfTest> Create(CascadeFile file, Sandbox sandbox) => [.. file.Spec.SelfTests.Select(test => Create(test, file, sandbox))];

    private static ISelfTest Create(SelfTestSpec test, CascadeFile file, Sandbox sandbox)
    {
        switch (test.Kind)
        {
            case SelfTestKind.Brackets:
                return new BracketSelfTest();
            case SelfTestKind.Json:
                return new JsonSelfTest();
            case SelfTestKind.Agreement:
                return new AgreementSelfTest(test.Samples, test.FirstLineOnly ? FirstLine : null);
        }

        var command = test.Command!;
        var check = new CommandCheck(sandbox, Find(command, file));
        if (test.Kind == SelfTestKind.Command)
        {
            return new CheckSelfTest(command.Name, async (answer, cancellation) =>
            {
                var verdict = await check.RunAsync([(command.AnswerFile, answer)], cancellation);
                return (verdict.Passes, verdict.Evidence);
            });
        }

        return new GeneratedSelfTest(prompt => test.Ask.Replace("{prompt}", prompt, StringComparison.Ordinal), async (answer, written, cancellation) =>
        {
            var verdict = await check.RunAsync([(command.AnswerFile, answer), (command.TestFile, written)], cancellation);
            return verdict.ExitCode == CheckVerdict.NoVerdict ? null : verdict.Passes;
        });
    }

    private static CheckCommand Find(CheckCommandSpec command, CascadeFile file)
    {
        var program = command.Command[0];
        var executable = CheckCommand.Locate(program)
            ?? throw SpecFiles.Problem(file.Path, $"self_tests: there is no program '{program}'", "install it, or give another; a script of yours belongs under files, behind its interpreter in command");
        return new CheckCommand(executable, [.. command.Command.Skip(1)], [.. command.Files.Select(Content)], CheckCommand.LimitsOf(command.Seconds, command.MemoryMib));

        (string Name, byte[] Content) Content(string path)
        {
            try
            {
                return (Path.GetFileName(path), File.ReadAllBytes(file.Resolve(path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw SpecFiles.Problem(file.Path, $"self_tests: {path}: {e.Message}", "name a file that can be read");
            }
        }
    }

    private static string FirstLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
}
