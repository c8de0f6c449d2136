using System.CommandLine;

namespace HwAgent.Cli.Generation;

/// <summary>Options of the commands that run a model.</summary>
public static class ModelOptions
{
    public static Option<string> Model { get; } = new("--model") { Description = "A model folder of Hugging Face, a .gguf file or a .bin checkpoint of llama2.c, its tokenizer beside it", Required = true };

    public static Option<bool> UseIntegers { get; } = new("--integer") { Description = "Run in 8-bit integers instead of float32" };

    public static Option<string?> Calibration { get; } = new("--calibration") { Description = "With --integer: a text file like what the model will see, to choose scales from; default: text that the model writes itself" };

    public static Option<int?> Threads { get; } = new("--threads") { Description = "With --integer: threads; default: one a core" };

    public static Option<ulong> Seed { get; } = new("--seed") { Description = "Of all random numbers", DefaultValueFactory = _ => 1UL };
}
