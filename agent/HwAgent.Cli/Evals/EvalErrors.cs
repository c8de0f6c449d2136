using HwAgent.Agent.Llm;
using HwAgent.Agent.Trajectories;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Benchmarks;
using HwAgent.Evals.Runs;
using HwAgent.Toolchain.Clusters;

namespace HwAgent.Cli.Evals;

/// <summary>What the user can mend in an evaluation, said as such.</summary>
internal static class EvalErrors
{
    /// <exception cref="CommandException">Instead of what the work throws, where the cause is the user's input.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (EvalFileException e)
        {
            throw new CommandException(e.Diagnostic with { Tool = ErrorPrinter.CommandLineTool });
        }
        catch (BenchmarkDataException e)
        {
            throw new CommandException(e.Diagnostic);
        }
        catch (ModelConfigurationException e)
        {
            throw SpecFiles.Problem(null, e.Message, "see \"With an LLM\" in README.md");
        }
        catch (ReplayMismatchException e)
        {
            throw SpecFiles.Problem(null, e.Message, "replay with the version of the program, the data and the settings that recorded the run");
        }
        catch (SlurmException e)
        {
            throw SpecFiles.Problem(null, e.Message, "what is finished stays; --resume goes on");
        }
        catch (TrajectoryFormatException e)
        {
            throw SpecFiles.Problem(null, e.Message, "name a run whose trajectory is whole");
        }
    }
}
