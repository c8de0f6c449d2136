using HwAgent.Agent.Llm;

namespace HwAgent.Agent.Tests.Llm;

public sealed class PromptLibraryTests
{
    private const string Index = """
        - name: greet
          file: greet.scriban
          purpose: For tests.
          variables:
            who: a name
            items: a list

        """;

    [Fact]
    public void LoadDefault_ShippedPrompts_AllRenderWithTheirVariables()
    {
        var library = PromptLibrary.LoadDefault();

        Assert.Equal(["system", "propose-parameters", "propose-unit", "repair", "reply-form", "rtl-system", "rtl-tests", "rtl-answer", "rtl-repair"], library.Entries.Select(e => e.Name));
        foreach (var entry in library.Entries)
        {
            foreach (var filled in new[] { false, true })
            {
                var text = library.Render(entry.Name, entry.Variables.Keys.ToDictionary(v => v, v => Sample(v, filled)));

                Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
                Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
                Assert.InRange(text.Length, 100, 4000);
                Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
            }
        }
    }

    [Fact]
    public void Render_Repair_SaysWhatFailedFirstAndWhatWasTried()
    {
        var text = PromptLibrary.LoadDefault().Render("repair", new Dictionary<string, object?>
        {
            ["stage"] = "simulate",
            ["subject"] = "module pe",
            ["diagnostics"] = "",
            ["mismatch"] = new Dictionary<string, object?> { ["vector"] = 3, ["cycle"] = 17, ["inputs"] = "a_i=-128 b_i=-128", ["port"] = "acc_o", ["expected"] = "16384", ["actual"] = "-16384" },
            ["tried"] = new[] { "sign-extended b_i: other vectors failed" },
            ["attempts_left"] = 1,
        });

        Assert.Equal("""
            The simulate check failed.

            First wrong output: vector 3, cycle 17, port acc_o
              inputs   a_i=-128 b_i=-128
              expected 16384
              actual   -16384

            Tried before, without success:
            - sign-extended b_i: other vectors failed
            Do not try the same again.

            Name the cause in one sentence, then repair it and change nothing else. 1 repair is left, this one included. Answer with module pe, whole.

            """, text);
    }

    [Fact]
    public void Render_ValueWithTemplateSyntax_IsTextNotTemplate()
    {
        using var folder = Folder("Hello {{ who }}{{ for i in items }}, {{ i }}{{ end }}");

        var text = PromptLibrary.Load(folder.Path).Render("greet", new Dictionary<string, object?> { ["who"] = "{{ 6 * 7 }}", ["items"] = new[] { "a", "{{ who }}" } });

        Assert.Equal("Hello {{ 6 * 7 }}, a, {{ who }}\n", text);
    }

    [Fact]
    public void Render_MissingVariable_NamesTemplateAndLine()
    {
        using var folder = Folder("Hello\n{{ who }} {{ items }}");

        var error = Assert.Throws<PromptException>(() => PromptLibrary.Load(folder.Path).Render("greet", new Dictionary<string, object?> { ["items"] = Array.Empty<string>() }));

        Assert.EndsWith("greet.scriban:2: variable 'who' (a name) is not given.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_UnknownVariable_NamesIndexAndLine()
    {
        using var folder = Folder("Hello {{ who }}");
        var variables = new Dictionary<string, object?> { ["who"] = "x", ["items"] = Array.Empty<string>(), ["whom"] = "y" };

        var error = Assert.Throws<PromptException>(() => PromptLibrary.Load(folder.Path).Render("greet", variables));

        Assert.EndsWith("index.yaml:1: prompt 'greet' has no variable 'whom'; it has who, items.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("first\n{{ whoo }}", 2, "whoo")]
    [InlineData("first\n\n{{ who.name.first }}", 3, "name")]
    [InlineData("{{ for i in items }}{{ i.nam }}{{ end }}", 1, "nam")]
    public void Render_TemplateUsesUnlistedName_NamesTemplateAndLine(string template, int line, string name)
    {
        using var folder = Folder(template);
        var item = new Dictionary<string, object?> { ["name"] = "x" };

        var error = Assert.Throws<PromptException>(() => PromptLibrary.Load(folder.Path).Render("greet", new Dictionary<string, object?> { ["who"] = new Dictionary<string, object?>(), ["items"] = new[] { item } }));

        Assert.Contains($"greet.scriban:{line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- name: greet\n  file: greet.scriban\n  purpose: x\n", "index.yaml:1: 'variables' is missing")]
    [InlineData("- name: greet\n  file: greet.scriban\n  purpose: x\n  variables: {}\n  vars: 1\n", "index.yaml:1: 'vars' is not known")]
    [InlineData("- name: greet\n  file: other.scriban\n  purpose: x\n  variables: {}\n", "index.yaml:1: prompt 'greet' names other.scriban, which does not exist")]
    [InlineData("- name: greet\n  file: ../greet.scriban\n  purpose: x\n  variables: {}\n", "index.yaml:1: '../greet.scriban' is not a plain file name")]
    [InlineData("[]\n", "greet.scriban:1: this template is not in")]
    [InlineData("a: [", "index.yaml:")]
    public void Load_BadIndex_NamesFileAndLine(string index, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("index.yaml", index);
        folder.Write("greet.scriban", "Hello");

        var error = Assert.Throws<PromptException>(() => PromptLibrary.Load(folder.Path));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MalformedTemplate_NamesFileAndLine()
    {
        using var folder = Folder("fine\n{{ for i in items }}");

        var error = Assert.Throws<PromptException>(() => PromptLibrary.Load(folder.Path));

        Assert.Contains("greet.scriban(2,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoIndex_SaysWhereItBelongs()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("there is no index of prompts", Assert.Throws<PromptException>(() => PromptLibrary.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static TemporaryFolder Folder(string template)
    {
        var folder = new TemporaryFolder();
        folder.Write("index.yaml", Index);
        folder.Write("greet.scriban", template);
        return folder;
    }

    private static object? Sample(string variable, bool filled) => variable switch
    {
        "tools" => filled ? new[] { "lint", "simulate" } : Array.Empty<string>(),
        "tried" => filled ? new[] { "swapped the operands: same mismatch" } : Array.Empty<string>(),
        "attempts_left" => filled ? 1 : 3,
        "mismatch" => filled ? Row("vector", "cycle", "inputs", "port", "expected", "actual") : null,
        "candidates" => filled ? new[] { Row("id", "summary", "fate") } : Array.Empty<object>(),
        "parameters" => new[] { Row("name", "range", "meaning") },
        "reference" or "header" => filled ? "some text" : "",
        "faulty" => filled ? Row("code", "log") : null,
        "own_tests" => filled,
        "passed" => 2,
        "tests" => filled ? 5 : 0,
        "count" => filled ? 1 : 4,
        _ => "some " + variable,
    };

    private static Dictionary<string, object?> Row(params string[] names) => names.ToDictionary(n => n, object? (n) => n + " value");
}
