using System.Runtime.CompilerServices;

// The optimality test enumerates what the search chooses from; the access counts are compared one by one.
[assembly: InternalsVisibleTo("HwAgent.Dataflow.Tests")]
