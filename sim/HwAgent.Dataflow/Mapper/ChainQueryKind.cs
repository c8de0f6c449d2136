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

    /// <summary>Instances that the places deal to, at the largest chunk.</summary>
    Instances,
}
