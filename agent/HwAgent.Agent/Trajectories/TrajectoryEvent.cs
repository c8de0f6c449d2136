using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HwAgent.Agent.Trajectories;

/// <summary>One line of a trajectory.</summary>
/// <param name="Seq">0-based position; equal to the line number minus one.</param>
/// <param name="Type">One of <see cref="TrajectoryEventTypes"/>, or a type its writer made up.</param>
/// <param name="Json">The whole line, <c>seq</c> and <c>type</c> included.</param>
public sealed record TrajectoryEvent(long Seq, string Type, JsonElement Json)
{
    /// <summary>The payload as a record; <c>seq</c> and <c>type</c> are skipped.</summary>
    /// <exception cref="TrajectoryFormatException">The line does not have the shape of <typeparamref name="T"/>.</exception>
    public T Read<T>(JsonTypeInfo<T> typeInfo)
    {
        try
        {
            return Json.Deserialize(typeInfo) ?? throw new JsonException("the event is null");
        }
        catch (JsonException e)
        {
            throw new TrajectoryFormatException($"Event {Seq} ({Type}) is no {typeof(T).Name}: {e.Message}", e);
        }
    }
}
