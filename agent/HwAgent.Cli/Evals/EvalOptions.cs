using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Runs;

namespace HwAgent.Cli.Evals;

/// <summary>Options that the evaluations of RTL benchmarks share.</summary>
internal static class EvalOptions
{
    public static Option<string> Data { get; } = new("--data") { Description = "Your copy of the benchmark's official repository; for repair, its file", Required = true };

    public static Option<string> Model { get; } = new("--model")
    {
        Description = "Who answers: reference, null (empty modules), file:DIR (written before), with repair faulty (as it was found), openai:NAME, azure:DEPLOYMENT, ollama:NAME, http://HOST:PORT/v1#NAME, several, small to large, separated by commas; or replay:RUN", Required = true,
    };

    public static Option<string?> Strategy { get; } = new("--strategy") { Description = "How a language model works: single (default; for repair loop), loop, sample-rank or cascade" };

    public static Option<int> Samples { get; } = new("--samples") { Description = "Answers to each problem", DefaultValueFactory = _ => 1 };

    public static Option<double?> Temperature { get; } = new("--temperature") { Description = "Sampling temperature of the models" };

    public static Option<string?> Problems { get; } = new("--problems") { Description = "Only problems of these names; * and ? stand for any letters; several separated by commas" };

    public static Option<int> Jobs { get; } = new("--jobs", "-j") { Description = "Answers worked on at a time; default: the number of processors", DefaultValueFactory = _ => Environment.ProcessorCount };

    public static Option<string?> Out { get; } = new("--out") { Description = "Run directory; default: runs/BENCHMARK-MODEL, or the next free one" };

    public static Option<bool> Resume { get; } = new("--resume") { Description = "Go on with an interrupted run: --out, or the latest of that name" };

    public static Option<int> Seed { get; } = new("--seed") { Description = "Seed of random choices and of the bootstrap", DefaultValueFactory = _ => 1 };

    public static Option<string> Calibration { get; } = new("--calibration") { Description = "How the grader is tried first: quick (references, attacks on some problems), full (all attacks on all problems, and mutants; minutes), none", DefaultValueFactory = _ => CalibrationLevels.Quick };

    public static Option<string> Executor { get; } = new("--executor") { Description = "local, or slurm: as a job array on a cluster whose nodes share the run directory and the data", DefaultValueFactory = _ => "local" };

    public static Option<string[]> Sbatch { get; } = new("--sbatch") { Description = "Further option for sbatch, without its dashes, e.g. --sbatch partition=cpu; may be repeated", DefaultValueFactory = _ => [] };

    public static IReadOnlyList<Option> All { get; } = [Data, Model, Strategy, Samples, Temperature, Problems, Jobs, Out, Resume, Seed, Calibration, Executor, Sbatch, .. StrategyOptions.All, .. RunOptions.All, CommonOptions.Json];
}
