using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HwAgent.Agent.Tests.Reports;

/// <summary>A report read as XML: HTML's void elements are the only ones that it leaves open.</summary>
internal static partial class XmlPage
{
    private const string Doctype = "<!DOCTYPE html>";

    public static XDocument Parse(string page)
    {
        Assert.StartsWith(Doctype, page, StringComparison.Ordinal);
        return XDocument.Parse(VoidElement().Replace(page[Doctype.Length..], "<$1$2/>"));
    }

    [GeneratedRegex("<(meta|br)([^>]*)>")]
    private static partial Regex VoidElement();
}
