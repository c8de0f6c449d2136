using System.Xml.Linq;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>The few SVG elements that the pictures need. Colours and fonts come from the page's style sheet by class.</summary>
internal static class Svg
{
    /// <summary>A picture with its size in user units and a description for those who do not see it.</summary>
    public static Markup Picture(double width, double height, string description, string cssClass, params object?[] content) => new(
        new XElement("svg", new XAttribute("class", cssClass), new XAttribute("viewBox", $"0 0 {N(width)} {N(height)}"), new XAttribute("role", "img"),
            new XAttribute("aria-label", PlainText.Clean(description)), content).ToString(SaveOptions.DisableFormatting));

    public static XElement Rect(double x, double y, double width, double height, string cssClass, double radius = 0) =>
        new("rect", A("x", x), A("y", y), A("width", Math.Max(0, width)), A("height", Math.Max(0, height)), radius > 0 ? A("rx", radius) : null, Class(cssClass));

    public static XElement Line(double x1, double y1, double x2, double y2, string cssClass) =>
        new("line", A("x1", x1), A("y1", y1), A("x2", x2), A("y2", y2), Class(cssClass));

    public static XElement Circle(double x, double y, double radius, string cssClass) => new("circle", A("cx", x), A("cy", y), A("r", radius), Class(cssClass));

    public static XElement Path(string data, string cssClass) => new("path", new XAttribute("d", data), Class(cssClass));

    /// <summary>A closed figure through points given as x, y, x, y, ...</summary>
    public static XElement Polygon(string cssClass, params double[] coordinates) => new("polygon", new XAttribute("points", string.Join(' ', coordinates.Select(N))), Class(cssClass));

    /// <summary>A square that stands on a corner.</summary>
    public static XElement Diamond(double x, double y, double radius, string cssClass) => Polygon(cssClass, x, y - radius, x + radius, y, x, y + radius, x - radius, y);

    /// <param name="x">Where the anchor is.</param>
    /// <param name="y">Baseline.</param>
    /// <param name="text">Any text; it is cleaned and escaped here.</param>
    /// <param name="cssClass">Its look.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public static XElement Text(double x, double y, string text, string cssClass = "label", string anchor = "start") =>
        new("text", A("x", x), A("y", y), new XAttribute("text-anchor", anchor), Class(cssClass), PlainText.Clean(text));

    public static XElement Group(string cssClass, params object?[] content) => new("g", Class(cssClass), content);

    /// <summary>What a pointer that rests on the element is shown.</summary>
    public static XElement Titled(this XElement element, string title)
    {
        element.AddFirst(new XElement("title", PlainText.Clean(title)));
        return element;
    }

    /// <summary>A coordinate: two decimals are finer than any screen and hide the last bits of a logarithm, which machines may round differently.</summary>
    public static string N(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##");

    private static XAttribute A(string name, double value) => new(name, N(value));

    private static XAttribute Class(string cssClass) => new("class", cssClass);
}
