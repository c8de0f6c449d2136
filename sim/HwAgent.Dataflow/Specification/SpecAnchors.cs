using YamlDotNet.Core.Events;

namespace HwAgent.Dataflow.Specification;

/// <summary>The anchors of one document, and what its aliases stand for. Nodes are shared, but their readers walk each use, so uses are bounded.</summary>
internal sealed class SpecAnchors
{
    /// <summary>Values that all aliases of a document may stand for together: a few lines of aliases of aliases are billions.</summary>
    private const int MostCopies = 100_000;

    // Null while the node is being read: an alias in it would be a part of itself.
    private readonly Dictionary<string, SpecNode?> _nodes = new(StringComparer.Ordinal);
    private long _copies;

    /// <summary>Remembers the anchor of a node that starts here.</summary>
    public void Open(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty) _nodes[node.Anchor.Value] = null;
    }

    /// <summary>Gives the anchor of a node what it stands for. The last one of a name counts, as in every reader of YAML.</summary>
    public void Close(NodeEvent node, SpecNode value)
    {
        if (!node.Anchor.IsEmpty) _nodes[node.Anchor.Value] = value;
    }

    /// <summary>What an alias stands for.</summary>
    /// <exception cref="UnreadableYamlException">There is no such anchor before it, it is part of itself, or it is too much.</exception>
    public SpecNode Resolve(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (!_nodes.TryGetValue(name, out var node))
            throw new UnreadableYamlException(alias.Start, $"there is no anchor &{name} before this alias", _nodes.Count == 0 ? $"put &{name} before the value that it stands for" : Spelling.Advice(name, _nodes.Keys));
        if (node is null) throw new UnreadableYamlException(alias.Start, $"*{name} is a part of the value that it stands for", "write the value out here");
        _copies += node.Size;
        if (_copies > MostCopies) throw new UnreadableYamlException(alias.Start, $"the aliases up to *{name} stand for more than {MostCopies} values", "write out what is needed, without aliases of aliases");
        return node;
    }
}
