using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Solving;

/// <summary>
/// The trajectory of a run over many samples. Each sample writes a file of its own while samples run side by side; at the end they are
/// joined in an order that does not depend on who finished first.
/// </summary>
public static class SampleTrajectories
{
    /// <summary>Writes one trajectory out of a beginning, the samples in the given order, and an end; events are numbered anew.</summary>
    /// <param name="path">The file to write; it takes the place of one that is there.</param>
    /// <param name="parts">Trajectories whose events follow one another; read one at a time when the sequence makes them so.</param>
    public static void Join(string path, IEnumerable<Trajectory> parts)
    {
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            long seq = 0;
            foreach (var e in parts.SelectMany(p => p.Events)) file.Write(TrajectoryWriter.Renumber(e, seq++));
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The events of each sample, from its <c>sample-started</c> up to its <c>sample-finished</c>.</summary>
    /// <exception cref="TrajectoryFormatException">A sample begins within another.</exception>
    public static IReadOnlyDictionary<(string Problem, int Sample), Trajectory> Split(Trajectory whole)
    {
        var samples = new Dictionary<(string, int), Trajectory>();
        List<TrajectoryEvent>? open = null;
        foreach (var e in whole.Events)
        {
            if (e.Type == TrajectoryEventTypes.SampleStarted)
            {
                if (open is not null) throw new TrajectoryFormatException($"{whole.Path}:{e.Seq + 1}: a sample begins before the one before it ended. Replay a file that one run wrote.");
                var started = e.Read(TrajectoryJson.Instance.SampleStarted);
                open = [];
                // The events of one sample keep the numbers they have in the whole, which messages name.
                samples[(started.Problem, started.Sample)] = whole with { Events = open };
            }

            open?.Add(e);
            if (e.Type == TrajectoryEventTypes.SampleFinished) open = null;
        }

        return samples;
    }
}
