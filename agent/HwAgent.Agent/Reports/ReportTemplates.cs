using System.Reflection;
using Scriban;

namespace HwAgent.Agent.Reports;

/// <summary>The templates and the style sheet that are built into the program.</summary>
internal static class ReportTemplates
{
    /// <summary>Fills in one template; the view is its variable <c>v</c>.</summary>
    public static Markup Render(string name, object view) => Render(typeof(ReportTemplates).Assembly, name, view);

    /// <summary>Fills in one template of another part of the program.</summary>
    public static Markup Render(Assembly owner, string name, object view)
    {
        var template = Template.Parse(Read(owner, name + ".scriban"), name);
        if (template.HasErrors) throw new InvalidOperationException(string.Join("; ", template.Messages.Select(m => m.ToString())));
        return new Markup(template.Render(new EscapingTemplateContext(view)).ReplaceLineEndings("\n").Trim('\n'));
    }

    public static string Read(string file) => Read(typeof(ReportTemplates).Assembly, file);

    public static string Read(Assembly owner, string file)
    {
        using var stream = owner.GetManifestResourceStream("Reports/" + file)
            ?? throw new InvalidOperationException($"The program was built without its report template {file}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
