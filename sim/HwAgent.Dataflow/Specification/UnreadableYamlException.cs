using YamlDotNet.Core;

namespace HwAgent.Dataflow.Specification;

/// <summary>YAML that the library can parse and this reader cannot go on with: a place, a message and what to do.</summary>
internal sealed class UnreadableYamlException(Mark place, string message, string advice) : YamlException(place, place, message)
{
    public string Advice => advice;
}
