using HwAgent.Cli.CommandLine;

return await CommandRunner.RunAsync(CommandTree.Build(), args, Console.Out, Console.Error);
