namespace HwAgent.Dataflow.Mapper;

/// <summary>What a <see cref="ChainQuery"/> asks for.</summary>
internal enum ChainQueryKind
{
    /// <summary>Number of chunks.</summary>
    Chunks,

    /// <summary>Elements in them.</summary>
    Elements,

    /// <summary>The extent of the largest chunk.</summary>
    Extent,

    /// <summary>The extent of the last chunk: the last piece of loops in time, the first of those in space, or all of them where every piece counts.</summary>
    Last,

    /// <summary>Instances that the places deal to, at the largest chunk.</summary>
    Instances,
}
