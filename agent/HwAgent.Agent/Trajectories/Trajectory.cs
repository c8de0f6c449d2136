using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Trajectories;

/// <summary>Everything said, run and decided in one run, in order, as read from its file.</summary>
/// <param name="Path">The file that was read.</param>
/// <param name="Events">Every intact event; <c>Events[i].Seq == i</c>.</param>
/// <param name="IntactBytes">Length of the file up to and including the last intact line; what follows is torn.</param>
/// <param name="Notes">What the reader dropped and why; empty for a whole file.</param>
public sealed record Trajectory(string Path, IReadOnlyList<TrajectoryEvent> Events, long IntactBytes, IReadOnlyList<Diagnostic> Notes)
{
    /// <summary>
    /// How many events a resumed run keeps. A run that ended because a model could not be reached, or because a budget was
    /// spent, is taken up just before that failure, so that the same request is sent again; every other run keeps all its events.
    /// </summary>
    public int ResumePoint
    {
        get
        {
            for (var i = Events.Count - 1; i >= 0 && Events[i].Type != TrajectoryEventTypes.ModelReply; i--)
            {
                if (Events[i].Type == TrajectoryEventTypes.ModelFailure) return i;
            }

            return Events.Count;
        }
    }
}
