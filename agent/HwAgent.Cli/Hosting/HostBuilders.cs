using System.Text.Json;
using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace HwAgent.Cli.Hosting;

/// <summary>The generic host for commands that need configuration, logging or services; the others never load it.</summary>
public static class HostBuilders
{
    /// <summary>Environment variables with this prefix are settings: <c>HWAGENT_Llm__Model</c> is <c>Llm:Model</c>.</summary>
    public const string EnvironmentPrefix = "HWAGENT_";

    /// <summary>Settings files of the working directory, both optional; the later one wins.</summary>
    public static IReadOnlyList<string> SettingsFiles { get; } = ["appsettings.json", "hwagent.json"];

    /// <summary>A builder whose configuration has, from weakest to strongest: settings files, environment, command line.</summary>
    /// <param name="context">Decides how much is logged.</param>
    /// <param name="commandLine">Configuration keys and values that the command took from its own options.</param>
    /// <param name="folder">Where the settings files are: the working directory.</param>
    /// <exception cref="CommandException">A settings file is not valid JSON.</exception>
    public static HostApplicationBuilder Create(CommandContext context, IReadOnlyDictionary<string, string?> commandLine, string folder)
    {
        // The "empty" builder brings no providers of its own: no second set of files, no file watchers.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = "hwagent",
            ContentRootPath = folder,
        });
        foreach (var file in SettingsFiles) AddSettings(builder.Configuration, file);
        // Without a prefix: the variables of others, such as OPENAI_API_KEY.
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddEnvironmentVariables(EnvironmentPrefix);
        builder.Configuration.AddInMemoryCollection(commandLine);

        builder.Logging.SetMinimumLevel(context.Debug ? LogLevel.Debug : context.Quiet ? LogLevel.Error : LogLevel.Warning);
        builder.Logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.ColorBehavior = Console.IsErrorRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                ? LoggerColorBehavior.Disabled
                : LoggerColorBehavior.Default;
        });
        // Standard output belongs to the result.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder;
    }

    private static void AddSettings(ConfigurationManager configuration, string file)
    {
        try
        {
            configuration.AddJsonFile(file, optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException exception)
        {
            var cause = exception.GetBaseException() as JsonException;
            throw new CommandException(new Diagnostic("settings", DiagnosticSeverity.Error, "invalid-json", "not valid JSON")
            {
                File = file,
                Line = (int?)cause?.LineNumber + 1, // JsonException counts from 0
                Column = (int?)cause?.BytePositionInLine + 1,
                Advice = cause?.Message,
            });
        }
    }
}
