using Scriban;

namespace HwAgent.Agent.Reports;

/// <summary>The templates and the style sheet that are built into the program.</summary>
internal static class ReportTemplates
{
    /// <summary>Fills in one template; the view is its variable <c>v</c>.</summary>
    public static Markup Render(string name, object view)
    {
        var template = Template.Parse(Read(name + ".scriban"), name);
        if (template.HasErrors) throw new InvalidOperationException(string.Join("; ", template.Messages.Select(m => m.ToString())));
        return new Markup(template.Render(new EscapingTemplateContext(view)).ReplaceLineEndings("\n").Trim('\n'));
    }

    public static string Read(string file)
    {
        using var stream = typeof(ReportTemplates).Assembly.GetManifestResourceStream("Reports/" + file)
            ?? throw new InvalidOperationException($"The program was built without its report template {file}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
