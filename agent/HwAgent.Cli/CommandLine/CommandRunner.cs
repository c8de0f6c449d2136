using System.CommandLine;
using System.Runtime.InteropServices;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Cli.CommandLine;

/// <summary>Parses, runs and turns whatever happens into an exit code and readable errors.</summary>
public static class CommandRunner
{
    /// <summary>The whole life of the process, from the command line to the exit code.</summary>
    public static async Task<int> RunAsync(
        RootCommand root,
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellation = default)
    {
        // Neither `-abc` for `-a -b -c` nor `@file` is part of this command line; both only garble error messages.
        var arguments = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var mistakes = ParseMistakes.Of(arguments);
        if (mistakes.Count > 0)
        {
            ErrorPrinter.Print(error, mistakes);
            return (int)ExitCode.BadInput;
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            // The library's own handler gives up at once when the signal comes while the command is still starting.
            ProcessTerminationTimeout = null,
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await arguments.InvokeAsync(configuration, stop.Token);

        // The first signal asks the command to put its files in order; a second one ends the process as usual.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    /// <summary>Runs a command's action; whatever it throws becomes an exit code.</summary>
    internal static async Task<ExitCode> GuardAsync(
        CommandContext context,
        Func<CommandContext, CancellationToken, Task<ExitCode>> run,
        CancellationToken cancellation)
    {
        try
        {
            return await run(context, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            context.Error.WriteLine("cancelled");
            return ExitCode.Cancelled;
        }
        catch (CommandException exception)
        {
            ErrorPrinter.Print(context.Error, exception.Diagnostics);
            if (context.Debug) context.Error.WriteLine(exception);
            return ExitCode.BadInput;
        }
        catch (InvalidModelException exception)
        {
            ErrorPrinter.Print(context.Error, exception.ToDiagnostic());
            if (context.Debug) context.Error.WriteLine(exception);
            return ExitCode.BadInput;
        }
        catch (InvalidConfigException exception)
        {
            ErrorPrinter.Print(context.Error, exception.ToDiagnostic());
            if (context.Debug) context.Error.WriteLine(exception);
            return ExitCode.BadInput;
        }
        catch (Exception exception)
        {
            ErrorPrinter.Print(context.Error, new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "unexpected", exception.Message)
            {
                Advice = context.Debug ? null : "run again with --debug to see where this comes from",
            });
            if (context.Debug) context.Error.WriteLine(exception);
            return ExitCode.BadInput;
        }
    }
}
