using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace HwAgent.Dataflow.Specification;

/// <summary>
/// The library's scanner for its parser, which looks ahead twice after a scalar with an anchor and so loses the comma in <c>{a: &amp;x 1, b: 2}</c>
/// (YamlDotNet 18.1, refused as not valid). Here looking again shows the same token until it is consumed.
/// </summary>
internal sealed class PeekingScanner(TextReader text) : IScanner
{
    private readonly Scanner _scanner = new(text);
    private bool _isPending;

    public Mark CurrentPosition => _scanner.CurrentPosition;

    public Token? Current => _scanner.Current;

    public bool MoveNext()
    {
        _isPending = false;
        return _scanner.MoveNext();
    }

    // The parser looks behind the end of the text to see that there is nothing.
    public bool MoveNextWithoutConsuming() => (_isPending && Current is not StreamEnd) || (_isPending = _scanner.MoveNextWithoutConsuming());

    public void ConsumeCurrent()
    {
        _isPending = false;
        _scanner.ConsumeCurrent();
    }
}
