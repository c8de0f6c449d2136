namespace HwAgent.Toolchain.Clusters;

/// <summary>A Slurm job array: the same command once for each number from 0 on.</summary>
public sealed record SlurmArray
{
    /// <summary>As <c>squeue</c> shows it.</summary>
    public required string Name { get; init; }

    /// <summary>The command of a task; <see cref="SlurmScript.TaskPlaceholder"/> in an argument stands for the task's number.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Tasks that run at a time.</summary>
    public required int AtATime { get; init; }

    /// <summary>Folder on the shared file system for the script, the logs and the exit codes.</summary>
    public required string Folder { get; init; }

    /// <summary>Current folder of the tasks; null: <see cref="Folder"/>.</summary>
    public string? WorkDirectory { get; init; }

    /// <summary>Further options for <c>sbatch</c>, e.g. <c>--partition=cpu</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Standard output and error of a task.</summary>
    public string Log(int task) => Path.Combine(Folder, $"task-{task}.log");

    /// <summary>Holds the exit code of a task once it has ended.</summary>
    public string ExitFile(int task) => Path.Combine(Folder, $"task-{task}.exit");
}
