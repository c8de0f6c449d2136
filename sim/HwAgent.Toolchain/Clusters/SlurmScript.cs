using System.Text;

namespace HwAgent.Toolchain.Clusters;

/// <summary>Writes the batch script of a job array.</summary>
public static class SlurmScript
{
    /// <summary>Stands for the number of the task.</summary>
    public const string TaskPlaceholder = "{task}";

    /// <summary>
    /// The script. A task leaves its exit code in a file, because a cluster without accounting forgets it: written under another name
    /// first, so that a half-written code is never read.
    /// </summary>
    public static string Write(SlurmArray array)
    {
        var text = new StringBuilder("#!/bin/sh\n");
        text.Append("task=$SLURM_ARRAY_TASK_ID\n");
        text.AppendJoin(' ', array.Command.Select(Quote)).Append('\n');
        text.Append("code=$?\n");
        text.Append("folder=").Append(Quote(array.Folder)).Append('\n');
        text.Append("echo $code >\"$folder/task-$task.exit.tmp\" && mv \"$folder/task-$task.exit.tmp\" \"$folder/task-$task.exit\"\n");
        return text.Append("exit $code\n").ToString();
    }

    /// <summary>One word for the shell, whatever it holds; the task's number is put in by the shell.</summary>
    private static string Quote(string word) => string.Join("\"$task\"", word.Split(TaskPlaceholder).Select(part => $"'{part.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
}
