using System.CommandLine;
using System.CommandLine.Parsing;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Cli.CommandLine;

/// <summary>What is wrong with a command line, each mistake with the nearest thing that would have been right.</summary>
public static class ParseMistakes
{
    /// <summary>Empty when the command line is well formed, or only asks for help.</summary>
    public static IReadOnlyList<Diagnostic> Of(ParseResult arguments)
    {
        if (arguments.Action is HelpWithExamples) return [];
        var command = arguments.CommandResult.Command;

        // The library takes a misspelt option for the value of a positional argument while one is free.
        var unknown = arguments.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(token => token.Value)
            .Concat(arguments.UnmatchedTokens)
            .Distinct()
            .ToList();
        if (unknown.Count > 0) return [.. unknown.Select(token => Unknown(token, command, arguments))];
        return [.. arguments.Errors.Select(error => Mistake("bad-argument", error.Message, $"see `hwagent {Path(arguments)}--help`"))];
    }

    private static Diagnostic Unknown(string token, Command command, ParseResult arguments)
    {
        var (kind, candidates) = token.StartsWith('-') ? ("option", OptionNames(arguments))
            : command.Subcommands.Count > 0 ? ("command", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))
            : ("argument", []);
        // An option that is known stands where the value of the one before it is missing.
        if (candidates.Contains(token)) return Mistake("missing-value", $"'{token}' stands where a value is expected", $"give the option before it its value; see `hwagent {Path(arguments)}--help`");
        var nearest = NearestName.Find(token, candidates);
        return Mistake(
            $"unknown-{kind}",
            $"unknown {kind} '{token}'",
            nearest is null ? $"see `hwagent {Path(arguments)}--help`" : $"did you mean '{nearest}'?");
    }

    private static IEnumerable<string> OptionNames(ParseResult arguments)
    {
        for (SymbolResult? result = arguments.CommandResult; result is not null; result = result.Parent)
        {
            if (result is not CommandResult { Command: var command }) continue;
            foreach (var option in command.Options.Where(option => !option.Hidden && (option.Recursive || command == arguments.CommandResult.Command)))
            {
                yield return option.Name;
            }
        }
    }

    /// <summary>The subcommands given so far, each with a blank after it.</summary>
    private static string Path(ParseResult arguments)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = arguments.CommandResult; result?.Parent is not null; result = result.Parent)
        {
            if (result is CommandResult { Command.Name: var name }) names.Push(name + " ");
        }

        return string.Concat(names);
    }

    private static Diagnostic Mistake(string code, string message, string advice) =>
        new(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, code, message) { Advice = advice };
}
