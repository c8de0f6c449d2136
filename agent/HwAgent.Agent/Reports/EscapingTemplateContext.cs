using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace HwAgent.Agent.Reports;

/// <summary>
/// Escapes every value that a template writes, <see cref="Markup"/> excepted: a template cannot forget it, and a text that a model
/// wrote stays a text.
/// </summary>
internal sealed class EscapingTemplateContext : TemplateContext
{
    public EscapingTemplateContext(object view)
    {
        StrictVariables = true;
        EnableRelaxedMemberAccess = false;
        EnableRelaxedTargetAccess = false;
        LoopLimit = 0;
        LimitToString = 0;
        NewLine = "\n";
        var globals = new ScriptObject();
        globals.SetValue("v", view, readOnly: true);
        PushGlobal(globals);
    }

    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        if (textAsObject is Markup markup) Write(markup.Html);
        else if (textAsObject is not null) Write(PlainText.EscapeHtml(ObjectToString(textAsObject) ?? ""));
        return this;
    }
}
