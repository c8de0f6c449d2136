namespace HwAgent.Toolchain.Sandboxing;

/// <summary>A process as <c>/proc</c> showed it: its id, its start time (which tells recycled ids apart) and its resident memory.</summary>
internal sealed record ProcessIdentity(int Id, ulong StartTicks, long ResidentBytes);
